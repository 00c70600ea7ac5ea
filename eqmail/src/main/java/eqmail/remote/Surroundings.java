package eqmail.remote;

import eqmail.dns.Resolver;
import eqmail.log.Log;
import eqmail.net.SocketConnection;
import eqmail.net.WriteDeadlines;
import eqmail.tls.ClientTls;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ThreadFactory;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * The world around a delivery, so that a test can be one.
 *
 * @param resolver names
 * @param own is this an address of this host?
 * @param dialer connections
 * @param timeouts addresses that did not answer lately
 * @param random order among equals
 * @param threads for addresses that are tried beside one another; virtual in the daemon
 * @param tls with which servers, and how
 * @param log hears of passwords that went out in clear text
 * @param longest how long a whole delivery may take once connected: a peer that takes a byte now and then would keep
 *     its slot for ever
 */
public record Surroundings(
        Resolver resolver,
        Predicate<InetAddress> own,
        Dialer dialer,
        Timeouts timeouts,
        RandomGenerator random,
        ThreadFactory threads,
        ClientTls tls,
        Log log,
        Duration longest) {
    /** Time for 100 MB over an old modem. */
    public static final Duration LONGEST = Duration.ofHours(12);

    /** This host, the real network and chance. */
    public static Surroundings real(
            Resolver resolver,
            Timeouts timeouts,
            ThreadFactory threads,
            WriteDeadlines deadlines,
            ClientTls tls,
            Log log) {
        return new Surroundings(
                resolver,
                new OwnAddresses(),
                (remote, within) -> SocketConnection.connect(remote, null, within, deadlines),
                timeouts,
                new Random(),
                threads,
                tls,
                log,
                LONGEST);
    }
}
