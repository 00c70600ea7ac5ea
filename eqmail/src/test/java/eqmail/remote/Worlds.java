package eqmail.remote;

import eqmail.control.Control;
import eqmail.dns.FakeResolver;
import eqmail.dns.Resolver;
import eqmail.log.Log;
import eqmail.tls.ClientTls;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Surroundings and settings for tests. */
final class Worlds {
    static final InetAddress OWN = InetAddress.ofLiteral("192.0.2.99");
    static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");
    static final Duration SECOND = Duration.ofSeconds(1);

    private Worlds() {}

    /** No names, one own address, nothing remembered. */
    static Surroundings with(Dialer dialer) {
        return with(new FakeResolver(), dialer, Timeouts.none());
    }

    static Surroundings with(Resolver resolver, Dialer dialer, Timeouts timeouts) {
        return with(resolver, dialer, timeouts, tls(), Log.none());
    }

    static Surroundings with(Resolver resolver, Dialer dialer, Timeouts timeouts, ClientTls tls, Log log) {
        return new Surroundings(
                resolver,
                Set.of(OWN)::contains,
                dialer,
                timeouts,
                new Random(1),
                Thread.ofVirtual().factory(),
                tls,
                log,
                Duration.ofHours(1));
    }

    /** TLS wherever it is offered. */
    static ClientTls tls() {
        return tls(Path.of("/nowhere"));
    }

    /** TLS as the files of a home have it. */
    static ClientTls tls(Path home) {
        return new ClientTls(new Control(home), Log.none(), InstantSource.fixed(NOW), System::nanoTime);
    }

    /** Settings with these artificial routes. */
    static RemoteSettings settings(String... routes) {
        return new RemoteSettings("me.example", SECOND, SECOND, new SmtpRoutes(List.of(routes)), true, List.of(), 100);
    }
}
