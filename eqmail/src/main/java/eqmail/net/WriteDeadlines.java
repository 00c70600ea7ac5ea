package eqmail.net;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Ends writes that wait too long. The JDK has time limits for reads of a socket only; a peer that stops reading would
 * hold its session for ever. So every open {@link SocketConnection} says until when its write may wait, and one thread
 * closes those that are past it. A sweep over ten thousand connections is ten thousand reads of a field.
 */
public final class WriteDeadlines {
    /** How often the thread of {@link #start} looks: a write ends at most this much after its limit. */
    static final Duration SWEEP = Duration.ofSeconds(1);

    private final LongSupplier nanoClock;
    private final Set<SocketConnection> open = ConcurrentHashMap.newKeySet();

    /** Measures time by {@code nanoClock}, for example {@code System::nanoTime}. Needs {@link #start} to have effect. */
    public WriteDeadlines(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** Watches from now on, in a daemon thread of its own; interrupt that thread to end it. */
    public Thread start() {
        return Thread.ofPlatform().name("write-deadlines").daemon().start(() -> {
            try {
                while (true) {
                    Thread.sleep(SWEEP);
                    sweep();
                }
            } catch (InterruptedException ended) {
                // Whoever started the thread wants it to end.
            }
        });
    }

    /** Closes every connection whose write has waited past its limit. */
    public void sweep() {
        long now = nanoClock.getAsLong();
        for (SocketConnection connection : open) {
            connection.closeIfStalled(now);
        }
    }

    long now() {
        return nanoClock.getAsLong();
    }

    void watch(SocketConnection connection) {
        open.add(connection);
    }

    void forget(SocketConnection connection) {
        open.remove(connection);
    }
}
