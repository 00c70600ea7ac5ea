package eqmail.bfrmt;

import java.time.Duration;

/**
 * What a filter may take.
 *
 * @param start a persistent one, until its greeting
 * @param time one message, until the filter has ended or answered
 * @param processes a persistent one, running at the same time
 */
record FilterLimits(Duration start, Duration time, int processes) {
    /** A scanner on a bad day; a filter that hangs holds the slot of one delivery for so long. */
    private static final Duration TIME = Duration.ofMinutes(10);
    /** An interpreter with its libraries, on a busy host. */
    private static final Duration START = Duration.ofMinutes(1);
    /** Filters compute; more than a few for each core only take memory. Others wait. */
    private static final int PROCESSES = 16;

    static final FilterLimits DEFAULT = new FilterLimits(START, TIME, PROCESSES);

    /** Room for a signature, a disclaimer, or the same message in base64 and encrypted. */
    private static final long MORE = 1 << 20;

    /** How long a message of {@code size} bytes may become. */
    static long output(long size) {
        return 2 * size + MORE;
    }
}
