package eqmail.posix;

import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Wakes virtual threads whose descriptor became ready: one platform thread in epoll_wait(2) for input and one for
 * output, each started by the first virtual thread that needs it. Two, because epoll knows a descriptor only once, and
 * a socket may have a reader and a writer.
 *
 * <p>A process that never waits on a virtual thread, as the root helper, has no such thread.
 */
final class Poller {
    private static final int ONE_SHOT = 1 << 30;
    private static final int ADD = 1;
    private static final int DELETE = 2;
    private static final int EVENTS = 64;
    /** The kernel packs struct epoll_event on x86_64 only. */
    private static final long EVENT_SIZE = Native.AARCH64 ? 16 : 12;

    private static final long DATA = Native.AARCH64 ? 8 : 4;

    private final int epoll;
    private final int event;
    private final AtomicLong lastTicket = new AtomicLong();
    private final ConcurrentMap<Long, Waiter> waiting = new ConcurrentHashMap<>();

    private static final class Waiter {
        final Thread thread = Thread.currentThread();
        volatile boolean ready;
    }

    private static final class Input {
        static final Poller POLLER = start(Readiness.INPUT, "posix-input");
    }

    private static final class Output {
        static final Poller POLLER = start(Readiness.OUTPUT, "posix-output");
    }

    private Poller(int epoll, int event) {
        this.epoll = epoll;
        this.event = event;
    }

    static Poller of(int event) {
        return event == Readiness.INPUT ? Input.POLLER : Output.POLLER;
    }

    private static Poller start(int event, String name) {
        try {
            int epoll = (int) Syscall.EPOLL_CREATE1.run("", OpenFlag.CLOSE_ON_EXEC);
            Poller poller = new Poller(epoll, event);
            Thread.ofPlatform().name(name).daemon().start(poller::loop);
            return poller;
        } catch (PosixException e) {
            throw new IllegalStateException("no poller", e);
        }
    }

    boolean await(int descriptor, long nanos) throws PosixException, InterruptedIOException {
        long start = System.nanoTime();
        long ticket = lastTicket.incrementAndGet();
        Waiter waiter = new Waiter();
        waiting.put(ticket, waiter);
        try {
            long added = control(ADD, descriptor, ticket);
            if (added == -Errno.EPERM.number()) {
                return true; // a regular file: always ready
            }
            Syscall.EPOLL_CTL.checked(added, "descriptor " + descriptor);
            try {
                return park(waiter, nanos, start);
            } finally {
                control(DELETE, descriptor, ticket);
            }
        } finally {
            waiting.remove(ticket);
        }
    }

    private static boolean park(Waiter waiter, long nanos, long start) throws InterruptedIOException {
        while (!waiter.ready) {
            long left = nanos == Readiness.FOREVER ? nanos : nanos - (System.nanoTime() - start);
            if (left <= 0) {
                return waiter.ready;
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted while waiting for a descriptor");
            }
            LockSupport.parkNanos(waiter, left);
        }
        return true;
    }

    private long control(int operation, int descriptor, long ticket) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment asked = arena.allocate(EVENT_SIZE, 8);
            Memory.putInt(asked, 0, event | ONE_SHOT);
            Memory.putLong(asked, DATA, ticket);
            return Syscall.EPOLL_CTL.call(epoll, operation, descriptor, asked.address());
        }
    }

    private void loop() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment events = arena.allocate(EVENT_SIZE * EVENTS, 8);
            while (true) {
                long count = Syscall.EPOLL_PWAIT.call(epoll, events.address(), EVENTS, -1, 0, 8);
                for (int i = 0; i < count; i++) {
                    wake(Memory.getLong(events, i * EVENT_SIZE + DATA));
                }
            }
        }
    }

    private void wake(long ticket) {
        Waiter waiter = waiting.get(ticket);
        if (waiter != null) {
            waiter.ready = true;
            LockSupport.unpark(waiter.thread);
        }
    }
}
