package eqmail.remote;

import eqmail.net.HostAddresses;
import java.net.InetAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * The addresses of this host: those of every interface that is up, both families (ipme.c, which forgot IPv6). Read anew
 * when what is known is older than half a minute; safe for many threads.
 */
public final class OwnAddresses implements Predicate<InetAddress> {
    private static final Duration FRESH = Duration.ofSeconds(30);

    /** Held while the interfaces are read. */
    private final ReentrantLock reading = new ReentrantLock();

    private volatile Known known = new Known(Set.of(), System.nanoTime() - FRESH.toNanos() - 1);

    private record Known(Set<InetAddress> addresses, long since) {
        boolean fresh() {
            return System.nanoTime() - since <= FRESH.toNanos();
        }
    }

    @Override
    public boolean test(InetAddress address) {
        Known now = known;
        if (!now.fresh()) {
            reading.lock();
            try {
                now = known;
                if (!now.fresh()) {
                    now = new Known(read(), System.nanoTime());
                    known = now;
                }
            } finally {
                reading.unlock();
            }
        }
        return now.addresses().contains(address);
    }

    private static Set<InetAddress> read() {
        try {
            return Set.copyOf(HostAddresses.list());
        } catch (SocketException noInterfaces) {
            // Without a network there is nobody to send to either.
            return Set.of();
        }
    }
}
