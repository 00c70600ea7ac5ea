package eqmail.queue;

/**
 * Who hands in a message, as the Received line of qmail-queue names it.
 *
 * @param phrase what follows {@code invoked }: {@code from network}, {@code for bounce}, {@code by alias}, {@code by uid N}
 * @param uid numeric account, for {@code info msg … uid N} in the log
 */
public record Origin(String phrase, int uid) {
    /** A network server (account qmaild). */
    public static Origin network(int uid) {
        return new Origin("from network", uid);
    }

    /** qmail-send itself (account qmails). */
    public static Origin bounce(int uid) {
        return new Origin("for bounce", uid);
    }

    /** Deliveries of the alias account. */
    public static Origin alias(int uid) {
        return new Origin("by alias", uid);
    }

    /** Anybody else. */
    public static Origin user(int uid) {
        return new Origin("by uid " + Integer.toUnsignedString(uid), uid);
    }
}
