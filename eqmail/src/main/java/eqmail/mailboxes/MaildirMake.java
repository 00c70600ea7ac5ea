package eqmail.mailboxes;

import eqmail.bytes.Latin1;
import eqmail.fs.Folder;
import eqmail.posix.PosixException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** {@code maildirmake NAME}: makes an empty maildir. */
public final class MaildirMake {
    private static final String NAME = "maildirmake";
    private static final String USAGE = NAME + ": usage: maildirmake name\n";
    private static final int WRONG_USE = 100;
    private static final int OWNER_ONLY = 0700;

    private final Folder start;
    private final OutputStream stderr;

    /** Makes maildirs in {@code start}, or elsewhere by an absolute name. */
    public MaildirMake(Folder start, OutputStream stderr) {
        this.start = start;
        this.stderr = stderr;
    }

    /** Makes the first of {@code names}; the exit code. */
    public int run(List<String> names) throws IOException {
        if (names.isEmpty()) {
            stderr.write(Latin1.bytes(USAGE));
            return WRONG_USE;
        }
        try {
            make(names.getFirst());
            return 0;
        } catch (Fault fault) {
            return fault.tell(stderr, NAME);
        }
    }

    private void make(String name) throws Fault {
        makeDirectory(start, name, name);
        try (Folder maildir = enter(name)) {
            for (String part : List.of("tmp", "new", "cur")) {
                makeDirectory(maildir, part, name + "/" + part);
            }
        }
    }

    private Folder enter(String name) throws Fault {
        try {
            return start.folder(name);
        } catch (PosixException e) {
            throw new Fault("unable to chdir to " + name, e);
        }
    }

    private static void makeDirectory(Folder where, String name, String shown) throws Fault {
        try {
            where.makeDirectory(name, OWNER_ONLY);
        } catch (PosixException e) {
            throw new Fault("unable to mkdir " + shown, e);
        }
    }
}
