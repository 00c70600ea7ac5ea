package eqmail.fs;

import eqmail.posix.Descriptor;
import eqmail.posix.FileStatus;
import eqmail.posix.Locks;
import eqmail.posix.PosixException;
import java.io.InterruptedIOException;
import java.time.Duration;

/** An open file of the host. */
final class RealFolderFile implements FolderFile {
    private final Descriptor file;

    RealFolderFile(Descriptor file) {
        this.file = file;
    }

    @Override
    public FileStatus status() throws PosixException {
        return file.status();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws PosixException {
        return file.read(into, offset, length);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws PosixException {
        file.writeAll(from, offset, length);
    }

    @Override
    public void sync() throws PosixException {
        file.sync();
    }

    @Override
    public void truncate(long size) throws PosixException {
        file.truncate(size);
    }

    @Override
    public void mode(int mode) throws PosixException {
        file.mode(mode);
    }

    /** flock first, as every program of the qmail family does; one of the two kinds is enough where the other fails. */
    @Override
    public Lock lock(Duration limit) {
        long start = System.nanoTime();
        Lock flock = take(Locks::tryFlock, limit);
        if (flock == Lock.BUSY) {
            return Lock.BUSY;
        }
        Lock record = take(Locks::tryRecordLock, limit.minusNanos(System.nanoTime() - start));
        return record == Lock.IMPOSSIBLE ? flock : record;
    }

    private Lock take(Locks.Attempt attempt, Duration limit) {
        try {
            return Locks.await(attempt, file, limit, Thread::sleep) ? Lock.HELD : Lock.BUSY;
        } catch (InterruptedIOException stopped) {
            return Lock.BUSY;
        } catch (PosixException noLocksHere) {
            return Lock.IMPOSSIBLE;
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
