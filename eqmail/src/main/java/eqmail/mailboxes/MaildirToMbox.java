package eqmail.mailboxes;

import eqmail.bytes.Latin1;
import eqmail.fs.Folder;
import eqmail.fs.FolderFile;
import eqmail.maildir.MaildirReader;
import eqmail.maildir.MaildirReader.Mail;
import eqmail.mbox.FromQuoting;
import eqmail.mbox.Mbox;
import eqmail.posix.Errno;
import eqmail.posix.OpenFlag;
import eqmail.posix.PosixException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code maildir2mbox}: moves the messages of MAILDIR to the end of the mbox MAIL.
 *
 * <p>They are written into MAILTMP first, so that a message that cannot be read, or most kinds of a full disk, are found
 * while the mbox is untouched; then all are appended under its lock and synced, and only then removed from the maildir.
 * The mbox is never replaced by another file, as the original does: somebody who waits for the lock would go on with a
 * file that has no name any more.
 */
public final class MaildirToMbox {
    private static final String NAME = "maildir2mbox";
    private static final int OWNER_ONLY = 0600;
    private static final int PIECE = 64 * 1024;

    private final Map<String, String> env;
    private final Folder start;
    private final InstantSource clock;
    private final OutputStream stderr;

    /**
     * Made for one run.
     *
     * @param start where a relative MAILDIR begins; MAIL and MAILTMP begin in the maildir
     */
    public MaildirToMbox(Map<String, String> env, Folder start, InstantSource clock, OutputStream stderr) {
        this.env = env;
        this.start = start;
        this.clock = clock;
        this.stderr = stderr;
    }

    /** Moves what there is; the exit code. */
    public int run() throws IOException {
        try {
            String mbox = variable("MAIL", env.get("MAIL"));
            String scratch = variable("MAILTMP", env.get("MAILTMP"));
            String maildir = variable("MAILDIR", env.get("MAILDIR"));
            try (Folder folder = enter(maildir)) {
                List<Mail> mails = list(folder);
                if (!mails.isEmpty()) {
                    move(folder, mails, mbox, scratch);
                }
            }
            return 0;
        } catch (Fault fault) {
            return fault.tell(stderr, NAME);
        }
    }

    private static String variable(String name, @Nullable String value) throws Fault {
        if (value == null) {
            throw new Fault(name + " not set");
        }
        return value;
    }

    private Folder enter(String maildir) throws Fault {
        try {
            return start.folder(maildir);
        } catch (PosixException e) {
            throw new Fault("unable to chdir to " + maildir, e);
        }
    }

    private List<Mail> list(Folder maildir) throws Fault {
        MaildirReader reader = new MaildirReader(maildir, clock.instant());
        reader.clean();
        List<Mail> mails = new ArrayList<>();
        for (String directory : List.of("new", "cur")) {
            try {
                reader.list(directory, mails);
            } catch (PosixException e) {
                throw new Fault("unable to scan $MAILDIR/" + directory, e);
            }
        }
        return mails;
    }

    private void move(Folder maildir, List<Mail> mails, String mbox, String scratch) throws Fault, IOException {
        try (FolderFile file = locked(maildir, mbox)) {
            try {
                collect(maildir, mails, scratch);
                append(maildir, scratch, file, mbox);
            } finally {
                forget(maildir, scratch);
            }
            for (Mail mail : mails) {
                remove(maildir, mail);
            }
        }
    }

    private static FolderFile locked(Folder maildir, String mbox) throws Fault {
        FolderFile file;
        try {
            file = maildir.create(mbox, OWNER_ONLY, OpenFlag.WRITE, OpenFlag.APPEND, OpenFlag.NON_BLOCKING);
        } catch (PosixException e) {
            throw new Fault("unable to lock " + mbox, e);
        }
        FolderFile.Lock lock = file.lock(Mbox.LOCK_LIMIT);
        if (lock != FolderFile.Lock.HELD) {
            file.close();
            Errno why = lock == FolderFile.Lock.BUSY ? Errno.ETIMEDOUT : Errno.ENOLCK;
            throw new Fault("unable to lock " + mbox + ": " + why.text());
        }
        return file;
    }

    /** Writes all messages into {@code scratch}, as they are to stand in the mbox. */
    private static void collect(Folder maildir, List<Mail> mails, String scratch) throws Fault {
        FolderFile file;
        try {
            file = maildir.create(scratch, OWNER_ONLY, OpenFlag.WRITE, OpenFlag.TRUNCATE);
        } catch (PosixException e) {
            throw new Fault("unable to create " + scratch, e);
        }
        try (FolderFile closed = file;
                OutputStream out = new BufferedOutputStream(closed.output(), PIECE)) {
            for (Mail mail : mails) {
                copy(maildir, mail, out);
            }
            out.flush();
        } catch (PosixException e) {
            throw new Fault("unable to write to " + scratch, e);
        } catch (IOException e) {
            throw new IllegalStateException("nothing else fails here", e);
        }
    }

    private static void copy(Folder maildir, Mail mail, OutputStream out) throws Fault, IOException {
        byte[] piece = new byte[PIECE];
        try (FolderFile file = open(maildir, mail)) {
            int got = read(file, mail, piece);
            out.write(Latin1.bytes(FromLine.of(piece, Math.max(got, 0), mail.modified())));
            FromQuoting quoting = new FromQuoting(out);
            for (; got >= 0; got = read(file, mail, piece)) {
                quoting.write(piece, 0, got);
            }
            quoting.finish();
            out.write('\n');
        }
    }

    private static FolderFile open(Folder maildir, Mail mail) throws Fault {
        try {
            return maildir.open(mail.name(), OpenFlag.READ);
        } catch (PosixException e) {
            throw unreadable(mail, e);
        }
    }

    private static int read(FolderFile file, Mail mail, byte[] piece) throws Fault {
        try {
            return file.read(piece, 0, piece.length);
        } catch (PosixException e) {
            throw unreadable(mail, e);
        }
    }

    private static Fault unreadable(Mail mail, PosixException cause) {
        return new Fault("unable to read $MAILDIR/" + mail.name(), cause);
    }

    /** Either all of {@code scratch} is in the mbox, and on disk, or the mbox has its old length. */
    private static void append(Folder maildir, String scratch, FolderFile mbox, String name) throws Fault {
        long length = -1;
        boolean whole = false;
        try (FolderFile collected = maildir.open(scratch, OpenFlag.READ)) {
            if (!mbox.status().isFile()) {
                throw new PosixException(Errno.EINVAL, "sync", name);
            }
            mbox.mode(OWNER_ONLY);
            length = mbox.status().size();
            byte[] piece = new byte[PIECE];
            for (int got = collected.read(piece, 0, PIECE); got >= 0; got = collected.read(piece, 0, PIECE)) {
                mbox.write(piece, 0, got);
            }
            mbox.sync();
            if (length == 0) {
                syncFolderOf(maildir, name);
            }
            whole = true;
        } catch (PosixException e) {
            throw new Fault("unable to write to " + name, e);
        } finally {
            if (!whole && length >= 0) {
                cutBack(mbox, length);
            }
        }
    }

    /** A file that was made just now is only there after a crash if its directory says so. */
    private static void syncFolderOf(Folder maildir, String name) throws PosixException {
        int slash = name.lastIndexOf('/');
        try (Folder folder = maildir.folder(slash < 0 ? "." : name.substring(0, slash + 1))) {
            folder.sync();
        }
    }

    private static void cutBack(FolderFile mbox, long length) {
        try {
            mbox.truncate(length);
        } catch (PosixException stays) {
            // What was written stays behind and comes again: nothing was removed from the maildir.
        }
    }

    private static void forget(Folder maildir, String scratch) {
        try {
            maildir.remove(scratch);
        } catch (PosixException neverMade) {
            // The next run empties it.
        }
    }

    private void remove(Folder maildir, Mail mail) throws IOException {
        try {
            maildir.remove(mail.name());
        } catch (PosixException e) {
            stderr.write(Latin1.bytes(NAME + ": warning: $MAILDIR/" + mail.name()
                    + " will be delivered twice; unable to unlink: " + e.text() + "\n"));
        }
    }
}
