package eqmail.tcpserver;

import eqmail.bytes.Latin1;
import eqmail.dns.Resolver;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The names of addresses, for TCPREMOTEHOST and TCPLOCALHOST. Safe for many threads. */
final class ReverseNames {
    private final Resolver resolver;
    private final Duration within;

    /** Gives up after {@code within}, however patient {@code resolver} is: a client waits for its greeting meanwhile. */
    ReverseNames(Resolver resolver, Duration within) {
        this.resolver = resolver;
        this.within = within;
    }

    /**
     * The name of {@code address} in lower case.
     *
     * @param paranoid take it only if the name has this address among its own: anybody may claim any name for an
     *     address of theirs
     * @return empty if there is none, or nobody could say in time
     */
    Optional<String> of(InetAddress address, boolean paranoid) throws InterruptedException {
        FutureTask<Optional<String>> lookup = new FutureTask<>(() -> ask(address, paranoid));
        Thread thread = Thread.startVirtualThread(lookup);
        try {
            return lookup.get(within.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException tooLate) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("looking up " + address, e.getCause());
        } finally {
            thread.interrupt();
        }
    }

    private Optional<String> ask(InetAddress address, boolean paranoid) throws InterruptedException {
        List<String> names = resolver.ptr(address).records();
        if (names.isEmpty()) {
            return Optional.empty();
        }
        String name = names.getFirst();
        return !paranoid || addresses(name, address).contains(address)
                ? Optional.of(Latin1.lower(name))
                : Optional.empty();
    }

    private List<InetAddress> addresses(String name, InetAddress like) throws InterruptedException {
        return (like instanceof Inet4Address ? resolver.a(name) : resolver.aaaa(name)).records();
    }
}
