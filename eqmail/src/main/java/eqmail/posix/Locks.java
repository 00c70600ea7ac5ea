package eqmail.posix;

import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/**
 * Locks on open files, against other programs and between threads of this one, until the descriptor (and each duplicate
 * of it) is closed. Never use {@link java.nio.channels.FileChannel#lock}: it does not exclude threads of one process
 * and is lost when any descriptor of the file is closed.
 *
 * <p>{@link #await} tries again and again instead of waiting in the kernel. A thread that waits there can be called back
 * neither by a deadline nor by an interrupt, only by a signal, and those belong to the JVM.
 */
public final class Locks {
    private static final int LOCK_EX = 2;
    private static final int LOCK_NB = 4;
    private static final int LOCK_UN = 8;
    private static final int F_OFD_SETLK = 37;
    private static final short F_WRLCK = 1;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(2);
    /** Somebody who delivers to the same mailbox holds the lock for some milliseconds. */
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

    private Locks() {}

    /** One try of a lock: false when somebody else has it. */
    @FunctionalInterface
    public interface Attempt {
        /** Tries. */
        boolean take(Descriptor file) throws PosixException;
    }

    /** How the time between two tries passes: {@code Thread::sleep} but in tests. */
    @FunctionalInterface
    public interface Pause {
        /** Lets {@code time} pass. */
        void pass(Duration time) throws InterruptedException;
    }

    /** flock(2), exclusive, the lock of the qmail family. */
    public static boolean tryFlock(Descriptor file) throws PosixException {
        return taken(file, Syscall.FLOCK.call(file.number(), LOCK_EX | LOCK_NB), Syscall.FLOCK);
    }

    /**
     * An open-file-description lock on the whole file, exclusive: excludes those who lock by fcntl(2) or lockf(3), as
     * many mail readers do. The file must be open for writing.
     */
    public static boolean tryRecordLock(Descriptor file) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment lock = arena.allocate(32, 8);
            Memory.putShort(lock, 0, F_WRLCK);
            return taken(file, Syscall.FCNTL.call(file.number(), F_OFD_SETLK, lock.address()), Syscall.FCNTL);
        }
    }

    private static boolean taken(Descriptor file, long result, Syscall call) throws PosixException {
        if (result == -Errno.EAGAIN.number() || result == -Errno.EACCES.number()) {
            return false;
        }
        call.checked(result, file.toString());
        return true;
    }

    /** Gives up a {@link #tryFlock flock} before the descriptor is closed. */
    public static void releaseFlock(Descriptor file) throws PosixException {
        file.run(Syscall.FLOCK, LOCK_UN);
    }

    /**
     * Tries until the lock is taken or the pauses add up to {@code limit}.
     *
     * @return false when somebody else had it all the time
     * @throws InterruptedIOException the thread was interrupted; its interrupt status stays set
     */
    public static boolean await(Attempt attempt, Descriptor file, Duration limit, Pause pause)
            throws PosixException, InterruptedIOException {
        Duration left = limit;
        Duration next = FIRST_PAUSE;
        while (!attempt.take(file)) {
            if (left.isZero() || left.isNegative()) {
                return false;
            }
            Duration now = next.compareTo(left) < 0 ? next : left;
            pass(pause, now);
            left = left.minus(now);
            next = next.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? next.multipliedBy(2) : LONGEST_PAUSE;
        }
        return true;
    }

    private static void pass(Pause pause, Duration time) throws InterruptedIOException {
        try {
            pause.pass(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a lock");
        }
    }
}
