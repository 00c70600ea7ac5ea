package eqmail.queue;

import java.util.OptionalInt;

/**
 * Turns an account's number into what the Received line says of it. Only this decides who sent a message; what a caller
 * says of itself is never asked, unless it may act for others anyway.
 *
 * @param alias uid of account alias, -1 without one
 * @param network uid of account qmaild, -1 without one
 * @param bounce uid of account qmails, -1 without one
 */
public record Origins(int alias, int network, int bounce) {
    private static final int ROOT = 0;

    /** No account has a special name. */
    public static final Origins NONE = new Origins(-1, -1, -1);

    /**
     * The origin of a message that {@code uid} hands in and says to be from {@code claimed}. Root delivers for everybody;
     * qmails, the resident server, runs the queue programs of network sessions, which would be qmaild's.
     */
    Origin of(int uid, OptionalInt claimed) {
        boolean server = uid == bounce && claimed.orElse(uid) == network;
        return of(uid == ROOT || server ? claimed.orElse(uid) : uid);
    }

    /** The origin of {@code uid} (qmail-queue.c, receivedfmt). */
    public Origin of(int uid) {
        if (uid == alias) {
            return Origin.alias(uid);
        }
        if (uid == network) {
            return Origin.network(uid);
        }
        return uid == bounce ? Origin.bounce(uid) : Origin.user(uid);
    }
}
