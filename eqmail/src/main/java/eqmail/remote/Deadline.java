package eqmail.remote;

import java.time.Duration;

/**
 * A moment on the monotonic clock by which something must be over.
 *
 * @param nanos of {@link System#nanoTime}
 */
record Deadline(long nanos) {
    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** The time until then; negative when it is past. */
    long nanosLeft() {
        return nanos - System.nanoTime();
    }

    Deadline orSooner(Deadline other) {
        return nanos - other.nanos <= 0 ? this : other;
    }
}
