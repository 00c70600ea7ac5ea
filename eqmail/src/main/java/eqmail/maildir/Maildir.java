package eqmail.maildir;

import eqmail.bytes.Latin1;
import eqmail.fs.Folder;
import eqmail.fs.FolderFile;
import eqmail.mail.Body;
import eqmail.maildir.MaildirException.Fault;
import eqmail.posix.Errno;
import eqmail.posix.OpenFlag;
import eqmail.posix.PosixException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Delivers into maildirs (qmail-local's maildir_child, delivery.md 8.4). When {@link #deliver} returns the message and
 * its name are on disk; when it throws nothing is left of it. May block in fsync: call it on a platform thread.
 */
public final class Maildir {
    /** One name may be taken by a process that had our number in this very second; more is trouble of another kind. */
    private static final int NAMES_TO_TRY = 3;

    private static final int OWNER_ONLY = 0600;
    private static final int BUFFER_BYTES = 64 * 1024;

    private final UniqueNames names;

    /** Gives each message a name of {@code names}. */
    public Maildir(UniqueNames names) {
        this.names = names;
    }

    /**
     * Delivers {@code body} behind the lines {@code header} into the maildir {@code name}.
     *
     * @param home from where {@code name} is looked up
     * @return the file's name in {@code new}
     */
    public String deliver(Folder home, String name, String header, Body body) throws MaildirException {
        try (Folder maildir = enter(home, name)) {
            String file = write(maildir, header, body);
            try {
                publish(maildir, file);
            } catch (PosixException e) {
                throw new MaildirException(Fault.TEMPORARY, e);
            } finally {
                forget(maildir, "tmp/" + file);
            }
            return file;
        }
    }

    private static Folder enter(Folder home, String name) throws MaildirException {
        try {
            return home.folder(name);
        } catch (PosixException e) {
            throw new MaildirException(e.errno().temporary() ? Fault.TEMPORARY : Fault.NO_MAILDIR, e);
        }
    }

    /** Makes the file in tmp, with all of the message in it and synced. */
    private String write(Folder maildir, String header, Body body) throws MaildirException {
        for (int attempt = 1; ; attempt++) {
            String file = names.next();
            try (FolderFile out = maildir.create("tmp/" + file, OWNER_ONLY, OpenFlag.WRITE, OpenFlag.EXCLUSIVE)) {
                fill(maildir, file, out, header, body);
                return file;
            } catch (PosixException e) {
                if (e.errno() != Errno.EEXIST || attempt == NAMES_TO_TRY) {
                    throw new MaildirException(Fault.TEMPORARY, e);
                }
            }
        }
    }

    private static void fill(Folder maildir, String file, FolderFile out, String header, Body body)
            throws MaildirException {
        boolean whole = false;
        try {
            copy(out, header, body);
            out.sync();
            whole = true;
        } catch (PosixException e) {
            throw new MaildirException(Fault.TEMPORARY, e);
        } finally {
            if (!whole) {
                forget(maildir, "tmp/" + file);
            }
        }
    }

    private static void copy(FolderFile out, String header, Body body) throws MaildirException, PosixException {
        byte[] buffer = new byte[BUFFER_BYTES];
        byte[] first = Latin1.bytes(header);
        int filled = Math.min(first.length, buffer.length);
        System.arraycopy(first, 0, buffer, 0, filled);
        if (filled < first.length) {
            out.write(first, 0, first.length);
            filled = 0;
        }
        try (InputStream in = openBody(body)) {
            for (int got = read(in, buffer, filled); got >= 0; got = read(in, buffer, filled)) {
                filled += got;
                if (filled == buffer.length) {
                    out.write(buffer, 0, filled);
                    filled = 0;
                }
            }
        } catch (PosixException e) {
            throw e;
        } catch (IOException e) {
            throw new MaildirException(Fault.UNREADABLE_MESSAGE, e);
        }
        out.write(buffer, 0, filled);
    }

    private static InputStream openBody(Body body) throws MaildirException {
        try {
            return body.openUnix();
        } catch (IOException e) {
            throw new MaildirException(Fault.UNREADABLE_MESSAGE, e);
        }
    }

    /** A body's own trouble is told apart from the maildir's, though both may be a {@link PosixException}. */
    private static int read(InputStream in, byte[] buffer, int from) throws MaildirException {
        try {
            return in.read(buffer, from, buffer.length - from);
        } catch (IOException e) {
            throw new MaildirException(Fault.UNREADABLE_MESSAGE, e);
        }
    }

    /** Gives it its name in new; a name that is not durable is taken back, for the message will be delivered again. */
    private static void publish(Folder maildir, String file) throws PosixException {
        try (Folder fresh = maildir.folder("new")) {
            maildir.link("tmp/" + file, "new/" + file);
            try {
                fresh.sync();
            } catch (PosixException e) {
                forget(maildir, "new/" + file);
                throw e;
            }
        }
    }

    private static void forget(Folder maildir, String name) {
        try {
            maildir.remove(name);
        } catch (PosixException stays) {
            // A leftover in tmp is removed by readers after 36 hours; a name in new that stays is a second delivery.
        }
    }
}
