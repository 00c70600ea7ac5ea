package eqmail.remote;

import eqmail.dns.FakeResolver;
import eqmail.dns.Resolver;
import eqmail.log.Log;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Surroundings and settings for tests. */
final class Worlds {
    static final InetAddress OWN = InetAddress.ofLiteral("192.0.2.99");
    static final Duration SECOND = Duration.ofSeconds(1);

    private Worlds() {}

    /** No names, one own address, nothing remembered. */
    static Surroundings with(Dialer dialer) {
        return with(new FakeResolver(), dialer, Timeouts.none());
    }

    static Surroundings with(Resolver resolver, Dialer dialer, Timeouts timeouts) {
        return new Surroundings(
                resolver,
                Set.of(OWN)::contains,
                dialer,
                timeouts,
                new Random(1),
                Thread.ofVirtual().factory(),
                Log.none(),
                Duration.ofHours(1));
    }

    /** Settings with these artificial routes. */
    static RemoteSettings settings(String... routes) {
        return new RemoteSettings("me.example", SECOND, SECOND, new SmtpRoutes(List.of(routes)), true, 100);
    }
}
