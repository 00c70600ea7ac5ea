package eqmail.posix;

import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Waiting for a descriptor: a platform thread blocks in ppoll(2), a virtual thread parks on a {@link Poller} because a
 * blocking call would hold its carrier. A hang-up or an error counts as ready; the read or write that follows tells.
 */
final class Readiness {
    /** Something to read, the end of input, a connection to accept, a child that ended (POLLIN, EPOLLIN). */
    static final int INPUT = 1;
    /** Room to write (POLLOUT, EPOLLOUT). */
    static final int OUTPUT = 4;
    /** No time limit. */
    static final long FOREVER = Long.MAX_VALUE;

    private static final long NANOS = 1_000_000_000L;

    private Readiness() {}

    /**
     * Waits until {@code descriptor} is ready.
     *
     * @param nanos how long at most; {@link #FOREVER} for no limit
     * @return false when the time is over
     * @throws InterruptedIOException when a virtual thread is interrupted; its interrupt status stays set
     */
    static boolean await(int descriptor, int event, long nanos) throws PosixException, InterruptedIOException {
        if (descriptor < 0) {
            throw new PosixException(Errno.EBADF, "poll", ""); // poll itself would leave it out and wait
        }
        return Thread.currentThread().isVirtual()
                ? Poller.of(event).await(descriptor, nanos)
                : poll(descriptor, event, nanos);
    }

    private static boolean poll(int descriptor, int event, long nanos) throws PosixException {
        long start = System.nanoTime();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment asked = arena.allocate(8, 8);
            MemorySegment limit = arena.allocate(16, 8);
            long left = nanos;
            long result;
            do {
                Memory.putInt(asked, 0, descriptor);
                Memory.putShort(asked, 4, (short) event);
                Memory.putLong(limit, 0, left / NANOS);
                Memory.putLong(limit, 8, left % NANOS);
                result = Syscall.PPOLL.once(asked.address(), 1, nanos == FOREVER ? 0 : limit.address(), 0, 0);
                left = nanos == FOREVER ? FOREVER : Math.max(0, nanos - (System.nanoTime() - start));
            } while (result == -Errno.EINTR.number());
            return Syscall.PPOLL.checked(result, "descriptor " + descriptor) > 0;
        }
    }
}
