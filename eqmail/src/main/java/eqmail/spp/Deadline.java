package eqmail.spp;

import java.time.Duration;

/**
 * The moment at which a plug-in must be done.
 *
 * @param nanos as of System.nanoTime
 */
record Deadline(long nanos) {
    /** {@code limit} from now on. */
    static Deadline in(Duration limit) {
        return new Deadline(System.nanoTime() + limit.toNanos());
    }

    /** What is left, zero at least. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, nanos - System.nanoTime()));
    }

    boolean over() {
        return nanos - System.nanoTime() <= 0;
    }
}
