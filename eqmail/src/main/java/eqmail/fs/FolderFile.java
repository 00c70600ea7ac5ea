package eqmail.fs;

import eqmail.posix.FileStatus;
import eqmail.posix.PosixException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/** An open file of a {@link Folder}. One thread uses it. */
public interface FolderFile extends AutoCloseable {
    /** What it is. */
    FileStatus status() throws PosixException;

    /** Reads up to {@code length} bytes; -1 at the end. */
    int read(byte[] into, int offset, int length) throws PosixException;

    /** Writes all of them. After a failure any part of them is written. */
    void write(byte[] from, int offset, int length) throws PosixException;

    /** Makes the content durable. */
    void sync() throws PosixException;

    /** Cuts the file to {@code size} bytes. */
    void truncate(long size) throws PosixException;

    /** Sets the permission bits. */
    void mode(int mode) throws PosixException;

    /**
     * Locks it for this open file alone, in both ways that mail programs use: flock, and a lock of the fcntl kind. Closing
     * the file gives them back.
     *
     * @param limit how long to wait for another holder; the wait blocks the thread
     */
    Lock lock(Duration limit);

    /** What became of locking. */
    enum Lock {
        /** Nobody else has it. */
        HELD,
        /** Somebody else had it all the time. */
        BUSY,
        /** This file cannot be locked. */
        IMPOSSIBLE
    }

    @Override
    void close();

    /** What is written there goes to the end, unbuffered; closing it leaves the file open. */
    default OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                FolderFile.this.write(bytes, offset, length);
            }
        };
    }
}
