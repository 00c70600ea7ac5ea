package eqmail.send;

/**
 * How many deliveries one destination (a domain, or a local address) may run at a time, so that a dead or slow one cannot
 * hold every slot of its channel.
 *
 * @param most fixed limit; {@link #SHARED} or {@link #NONE}
 */
public record DestinationLimit(int most) {
    /** No limit but the channel's. */
    private static final int NONE = 0;

    private static final int SHARED = -1;

    /**
     * With one busy destination this leaves it three quarters of the slots; the more destinations are busy the fewer each
     * gets, and a new one still finds a slot. Up to three slots a destination may take all, as people expect of small
     * settings.
     */
    private static final int TIMES_FREE = 3;

    /** Without the control file: a destination takes another slot only while it holds less than 3 times the free ones. */
    static DestinationLimit shared() {
        return new DestinationLimit(SHARED);
    }

    /** A fixed limit; 0 means none, as qmail has it. */
    static DestinationLimit of(int most) {
        return new DestinationLimit(Math.max(NONE, most));
    }

    /** May a destination with {@code running} deliveries start one more while {@code free} slots (at least 1) are left? */
    boolean admits(int running, int free) {
        return switch (most) {
            case NONE -> true;
            case SHARED -> running == 0 || running < (long) TIMES_FREE * free;
            default -> running < most;
        };
    }
}
