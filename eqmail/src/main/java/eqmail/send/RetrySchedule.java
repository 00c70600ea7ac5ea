package eqmail.send;

import eqmail.delivery.Channel;

/**
 * When the next pass is due: the gaps grow with the square root of the message's age, so tries lie on a parabola (0, 400,
 * 1600, 3600 … seconds after birth for remote mail). All integers, as qmail-send computes it.
 */
final class RetrySchedule {
    private static final int LOCAL_STEP = 10;
    private static final int REMOTE_STEP = 20;

    private final long lifetime;

    /** {@code lifetime} seconds of trying (control/queuelifetime). */
    RetrySchedule(long lifetime) {
        this.lifetime = lifetime;
    }

    /** Due time of the pass after one that begins {@code now}; a birth in the future counts as just now. */
    static long next(long birth, long now, Channel channel) {
        long step = channel == Channel.LOCAL ? LOCAL_STEP : REMOTE_STEP;
        long n = root(Math.max(0, now - birth)) + step;
        return birth + n * n;
    }

    /** Is a pass that begins {@code now} the last one? */
    boolean dying(long birth, long now) {
        return now > birth + lifetime;
    }

    /** Largest integer whose square is at most {@code x}. */
    static long root(long x) {
        long root = (long) Math.sqrt((double) x);
        while (root * root > x) {
            root--;
        }
        while ((root + 1) * (root + 1) <= x) {
            root++;
        }
        return root;
    }
}
