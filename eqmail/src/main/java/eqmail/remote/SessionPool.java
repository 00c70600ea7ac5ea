package eqmail.remote;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Sessions that have delivered and lie idle, for the next message to the same address: thousands of messages to one
 * relay need a few connections. The one used last is taken first, so that those not needed run out of time.
 *
 * <p>Safe for many threads. What ends a session is done on threads of its own, since even a goodbye may block.
 */
final class SessionPool implements Sessions, AutoCloseable {
    /** Servers keep a silent client for minutes, but its slot is a courtesy. */
    static final Duration LONGEST_IDLE = Duration.ofSeconds(10);
    /** More deliveries at once to one address are rare. */
    static final int MOST_TO_ONE = 32;
    /** About 20 kilobytes and a descriptor each. */
    static final int MOST = 200;

    private final LongSupplier nanoClock;
    private final ThreadFactory threads;
    /** Held for looking and changing; never while the network is used. */
    private final ReentrantLock lock = new ReentrantLock();
    /** Oldest first; no empty queues; under lock. */
    private final Map<Place, Deque<Idle>> idle = new HashMap<>();

    private int count; // under lock
    private boolean closed; // under lock

    private record Place(InetAddress address, int port, Optional<Relay.Login> login) {
        static Place of(Target target) {
            return new Place(target.address(), target.port(), target.login());
        }
    }

    private record Idle(Session session, long since) {}

    /**
     * An empty pool.
     *
     * @param threads say goodbye
     */
    SessionPool(LongSupplier nanoClock, ThreadFactory threads) {
        this.nanoClock = nanoClock;
        this.threads = threads;
    }

    @Override
    public Optional<Session> take(List<Target> targets) {
        expire();
        lock.lock();
        try {
            for (Target target : targets) {
                Deque<Idle> here = idle.get(Place.of(target));
                if (here != null) {
                    Session session = here.removeLast().session();
                    removed(Place.of(target), here);
                    return Optional.of(session);
                }
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void leave(Session session, int mostMessages) {
        if (!session.reusable()) {
            return;
        }
        if (session.messages() >= mostMessages || !keep(session)) {
            session.quit();
        }
    }

    /** Ends those that have been idle too long. */
    void expire() {
        endBefore(nanoClock.getAsLong() - LONGEST_IDLE.toNanos());
    }

    /** How many are idle. */
    int size() {
        lock.lock();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }

    /** Ends all, and keeps none that is left from now on. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        endBefore(Long.MAX_VALUE);
    }

    private boolean keep(Session session) {
        lock.lock();
        try {
            Place place = Place.of(session.target());
            Deque<Idle> here = idle.get(place);
            if (closed || count >= MOST || (here != null && here.size() >= MOST_TO_ONE)) {
                return false;
            }
            idle.computeIfAbsent(place, p -> new ArrayDeque<>()).addLast(new Idle(session, nanoClock.getAsLong()));
            count++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void endBefore(long moment) {
        List<Session> late = new ArrayList<>();
        lock.lock();
        try {
            for (Iterator<Deque<Idle>> places = idle.values().iterator(); places.hasNext(); ) {
                Deque<Idle> here = places.next();
                while (!here.isEmpty() && here.getFirst().since() < moment) {
                    late.add(here.removeFirst().session());
                    count--;
                }
                if (here.isEmpty()) {
                    places.remove();
                }
            }
        } finally {
            lock.unlock();
        }
        for (Session session : late) {
            threads.newThread(session::quit).start();
        }
    }

    /** One was taken out of {@code here}. */
    private void removed(Place place, Deque<Idle> here) {
        count--;
        if (here.isEmpty()) {
            idle.remove(place);
        }
    }
}
