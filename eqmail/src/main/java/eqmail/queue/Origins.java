package eqmail.queue;

/**
 * Turns an account's number into what the Received line says of it. Only this decides who sent a message; what a caller
 * says of itself is never asked.
 *
 * @param alias uid of account alias, -1 without one
 * @param network uid of account qmaild, -1 without one
 * @param bounce uid of account qmails, -1 without one
 */
public record Origins(int alias, int network, int bounce) {
    /** No account has a special name. */
    public static final Origins NONE = new Origins(-1, -1, -1);

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
