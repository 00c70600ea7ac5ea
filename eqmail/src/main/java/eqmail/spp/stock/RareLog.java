package eqmail.spp.stock;

import eqmail.log.Log;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Tells of trouble that lasts once a minute at most. Safe for many threads. */
final class RareLog {
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Log log;
    private final LongSupplier nanoClock;
    private final AtomicLong next;

    RareLog(Surroundings around) {
        this.log = around.log();
        this.nanoClock = around.nanoClock();
        this.next = new AtomicLong(nanoClock.getAsLong());
    }

    /** Writes the line, or drops it. */
    void line(String line) {
        long now = nanoClock.getAsLong();
        long due = next.get();
        if (now - due >= 0 && next.compareAndSet(due, now + PAUSE.toNanos())) {
            log.line(Log.printable(line));
        }
    }
}
