package eqmail.spp;

import java.time.Duration;
import java.util.function.LongSupplier;

/** When a program that ended may be started again: the first time at once, then after a pause that doubles. */
final class RestartPause {
    static final Duration FIRST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofMinutes(1);

    private final LongSupplier nanoClock;
    private int failures;
    private long until;

    RestartPause(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** A program could not be started, or had to be ended, or ended by itself. */
    synchronized void failed() {
        if (lasts()) {
            return; // Several that fail together are one failure.
        }
        if (failures > 0) {
            long pause = FIRST.toNanos() << Math.min(failures - 1, 10);
            until = nanoClock.getAsLong() + Math.min(pause, LONGEST.toNanos());
        }
        failures++;
    }

    /** A program did what it should. */
    synchronized void succeeded() {
        failures = 0;
    }

    /** Is it too early? */
    synchronized boolean lasts() {
        return failures > 1 && until - nanoClock.getAsLong() > 0;
    }
}
