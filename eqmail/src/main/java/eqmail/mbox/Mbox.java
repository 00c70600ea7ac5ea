package eqmail.mbox;

import eqmail.bytes.Latin1;
import eqmail.fs.Folder;
import eqmail.fs.FolderFile;
import eqmail.mail.Body;
import eqmail.posix.Errno;
import eqmail.posix.OpenFlag;
import eqmail.posix.PosixException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/**
 * Appends messages to mbox files (qmail-local's mailfile, delivery.md 8.3). When {@link #deliver} returns the message is
 * on disk; when it throws the file has its old length again, provided it could be locked. May block in fsync and while it
 * waits for the lock: call it on a platform thread.
 */
public final class Mbox {
    /** So long one delivery waits for another or for a mail reader. */
    public static final Duration LOCK_LIMIT = Duration.ofSeconds(30);

    private static final int OWNER_ONLY = 0600;
    private static final int BUFFER_BYTES = 64 * 1024;

    private final Duration lockLimit;

    /** Waits {@code lockLimit} for a lock, usually {@link #LOCK_LIMIT}. */
    public Mbox(Duration lockLimit) {
        this.lockLimit = lockLimit;
    }

    /**
     * Appends {@code header}, {@code body} with its From lines quoted, and an empty line.
     *
     * @param home from where {@code name} is looked up
     * @param header the From_ line and whatever else stands before the message's own header
     */
    public void deliver(Folder home, String name, String header, Body body) throws MboxException {
        try (FolderFile file = open(home, name)) {
            append(home, name, file, header, body);
        }
    }

    private static FolderFile open(Folder home, String name) throws MboxException {
        try {
            return home.create(name, OWNER_ONLY, OpenFlag.WRITE, OpenFlag.APPEND, OpenFlag.NON_BLOCKING);
        } catch (PosixException e) {
            throw new MboxException("Unable to open " + name + ": " + e.errno().text() + ". (#4.2.1)", e);
        }
    }

    private void append(Folder home, String name, FolderFile file, String header, Body body) throws MboxException {
        boolean locked = lock(file);
        long length = -1;
        boolean whole = false;
        try {
            length = regularLength(file, name);
            write(file.output(), header, body);
            file.sync();
            if (length == 0) {
                syncFolderOf(home, name);
            }
            whole = true;
        } catch (IOException e) {
            throw new MboxException("Unable to write " + name + ": " + reason(e) + ". (#4.3.0)", e);
        } finally {
            if (!whole && locked && length >= 0) {
                cutBack(file, length);
            }
        }
    }

    /** False when this file system knows no locks: then mail goes in without, as ever. */
    private boolean lock(FolderFile file) throws MboxException {
        return switch (file.lock(lockLimit)) {
            case HELD -> true;
            case IMPOSSIBLE -> false;
            case BUSY ->
                throw new MboxException(
                        "File has been locked for " + lockLimit.toSeconds() + " seconds straight. (#4.3.0)");
        };
    }

    /** What cannot be synced is no mailbox; better found out before a FIFO or a terminal got the message. */
    private static long regularLength(FolderFile file, String name) throws PosixException {
        var status = file.status();
        if (!status.isFile()) {
            throw new PosixException(Errno.EINVAL, "sync", name);
        }
        return status.size();
    }

    private static void write(OutputStream file, String header, Body body) throws IOException, MboxException {
        BufferedOutputStream out = new BufferedOutputStream(file, BUFFER_BYTES);
        out.write(Latin1.bytes(header));
        FromQuoting quoting = new FromQuoting(out);
        try (InputStream in = open(body)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int got = read(in, buffer); got >= 0; got = read(in, buffer)) {
                quoting.write(buffer, 0, got);
            }
        }
        quoting.finish();
        out.write('\n');
        out.flush();
    }

    private static InputStream open(Body body) throws MboxException {
        try {
            return body.openUnix();
        } catch (IOException e) {
            throw new MboxException("Unable to rewind message. (#4.3.0)", e);
        }
    }

    private static int read(InputStream in, byte[] buffer) throws MboxException {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw new MboxException("Unable to read message: " + reason(e) + ". (#4.3.0)", e);
        }
    }

    /** A file that was made just now is only there after a crash if its directory says so. */
    private static void syncFolderOf(Folder home, String name) throws PosixException {
        int slash = name.lastIndexOf('/');
        try (Folder folder = home.folder(slash < 0 ? "." : name.substring(0, slash + 1))) {
            folder.sync();
        }
    }

    private static void cutBack(FolderFile file, long length) {
        try {
            file.truncate(length);
        } catch (PosixException stays) {
            // Part of the message stays behind: a reader sees a cut message before the next one, as with any mbox.
        }
    }

    private static String reason(IOException e) {
        return e instanceof PosixException posix ? posix.errno().text() : Errno.EIO.text();
    }
}
