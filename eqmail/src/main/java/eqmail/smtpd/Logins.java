package eqmail.smtpd;

import eqmail.auth.Backoff;
import eqmail.auth.Checker;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What AUTH needs of the host.
 *
 * @param checkers who judges passwords in a session with this environment; empty if nobody does
 * @param always does EHLO list AUTH without a checker, too?
 * @param backoff remembers failures
 * @param nonce makes challenges unlike one another
 * @param pause waits; a parameter so that tests need not
 */
public record Logins(
        Function<Map<String, String>, Optional<Checker>> checkers,
        boolean always,
        Backoff backoff,
        LongSupplier nonce,
        Pause pause) {
    /** As Thread::sleep. */
    @FunctionalInterface
    public interface Pause {
        /** Waits. */
        void sleep(Duration time) throws InterruptedException;
    }

    /** As the command qmail-smtpd has it: what its arguments name, and AUTH in every EHLO (network.md 2.3). */
    public static Logins ofCommand(Optional<Checker> checker) {
        long pid = ProcessHandle.current().pid();
        return new Logins(environment -> checker, true, Backoff.NONE, () -> pid, Thread::sleep);
    }
}
