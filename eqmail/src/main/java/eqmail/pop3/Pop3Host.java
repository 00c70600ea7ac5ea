package eqmail.pop3;

import eqmail.auth.Backoff;
import eqmail.auth.Mechanism;
import eqmail.tls.ServerTls;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What sessions of the daemon take from the host they run on.
 *
 * @param maildrops the mailboxes
 * @param mechanisms by which somebody can log in, in a session with this environment; CRAM_MD5 stands for APOP, which needs
 *     the same of a password
 * @param backoff remembers failures
 * @param nonce makes time stamps unlike one another
 * @param pause waits; a parameter so that tests need not
 * @param certificate is there one, so that TLS is offered?
 * @param tls keys and certificates
 * @param clock for time stamps
 * @param nanoClock for time limits, as System::nanoTime
 */
public record Pop3Host(
        Maildrops maildrops,
        Function<Map<String, String>, Set<Mechanism>> mechanisms,
        Backoff backoff,
        LongSupplier nonce,
        Pause pause,
        BooleanSupplier certificate,
        ServerTls.Source tls,
        InstantSource clock,
        LongSupplier nanoClock) {
    /** As Thread::sleep. */
    @FunctionalInterface
    public interface Pause {
        /** Waits. */
        void sleep(Duration time) throws InterruptedException;
    }
}
