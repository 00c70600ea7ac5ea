package eqmail.time;

import java.time.Duration;

/**
 * A moment on the monotonic clock by which something must be over.
 *
 * @param nanos of {@link System#nanoTime}
 */
public record Deadline(long nanos) {
    /** That far from now. */
    public static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** The time until then; negative when it is past. */
    public long nanosLeft() {
        return nanos - System.nanoTime();
    }

    /** The same, as the limit of a wait: nothing when it is past. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, nanosLeft()));
    }

    /** Is it past? */
    public boolean over() {
        return nanosLeft() <= 0;
    }

    /** The earlier of the two. */
    public Deadline orSooner(Deadline other) {
        return nanos - other.nanos <= 0 ? this : other;
    }
}
