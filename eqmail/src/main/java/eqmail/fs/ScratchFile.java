package eqmail.fs;

import eqmail.mail.Body;
import eqmail.posix.Descriptor;
import eqmail.posix.Errno;
import eqmail.posix.FileCalls;
import eqmail.posix.OpenFlag;
import eqmail.posix.PosixException;
import java.io.IOException;
import java.io.InputStream;

/** Files without a name, gone with their descriptor: what is needed for a while only, and by nobody else. */
public final class ScratchFile {
    /** A hundred deliveries at once should not fill the memory with copies. */
    static final long MOST_IN_MEMORY = 1 << 20;

    private static final String DIRECTORY = "/tmp";
    private static final int OWNER_ONLY = 0600;
    private static final int BUFFER_BYTES = 64 * 1024;

    private ScratchFile() {}

    /**
     * A seekable copy of {@code body} in unix form, as programs read a message on descriptor 0; at its start. In memory if
     * it is small, else on disk.
     */
    public static Descriptor copyOf(Body body) throws IOException {
        Descriptor file = body.size() <= MOST_IN_MEMORY ? Descriptor.memory("message") : onDisk();
        boolean whole = false;
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = body.openUnix()) {
            for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
                file.writeAll(buffer, 0, got);
            }
            file.seek(0);
            whole = true;
            return file;
        } finally {
            if (!whole) {
                file.close();
            }
        }
    }

    /** An empty one in /tmp, for reading and writing. */
    public static Descriptor onDisk() throws PosixException {
        try {
            return Descriptor.create(DIRECTORY, OWNER_ONLY, OpenFlag.UNNAMED, OpenFlag.READ_WRITE);
        } catch (PosixException e) {
            if (e.errno() != Errno.EOPNOTSUPP) {
                throw e;
            }
            return unlinked();
        }
    }

    /** For a file system that knows no files without name. */
    static Descriptor unlinked() throws PosixException {
        String name = DIRECTORY + "/eqmail-" + Long.toUnsignedString(System.nanoTime(), Character.MAX_RADIX) + "-"
                + Thread.currentThread().threadId() + "-"
                + ProcessHandle.current().pid();
        Descriptor file = Descriptor.create(name, OWNER_ONLY, OpenFlag.EXCLUSIVE, OpenFlag.READ_WRITE);
        try {
            FileCalls.unlink(name);
            return file;
        } catch (PosixException e) {
            file.close();
            throw e;
        }
    }
}
