package eqmail.remote;

/**
 * A server that has greeted us and heard our name, ready for a message. One thread at a time uses it.
 *
 * <p>After a message it may be kept and used again: see {@link #reusable} and {@link #needsReset}.
 */
final class Session implements AutoCloseable {
    private final Peer peer;
    private final Target target;
    private final boolean pipelining;
    private final boolean authenticated;
    private int messages;
    private boolean reusable;
    private boolean needsReset;

    /**
     * A session after EHLO.
     *
     * @param pipelining did the server offer PIPELINING (RFC 2920)?
     * @param authenticated does it know who we are?
     */
    Session(Peer peer, Target target, boolean pipelining, boolean authenticated) {
        this.peer = peer;
        this.target = target;
        this.pipelining = pipelining;
        this.authenticated = authenticated;
    }

    Peer peer() {
        return peer;
    }

    Target target() {
        return target;
    }

    boolean pipelining() {
        return pipelining;
    }

    boolean authenticated() {
        return authenticated;
    }

    /** How many messages it has carried, or tried to. */
    int messages() {
        return messages;
    }

    /** A message begins: until it has ended well-ordered the session is worth nothing to the next. */
    void begin() {
        messages++;
        reusable = false;
    }

    /**
     * The message has ended with the dialogue in order.
     *
     * @param openTransaction does the server still hold recipients, which RSET must clear?
     */
    void ended(boolean openTransaction) {
        reusable = true;
        needsReset = openTransaction;
    }

    /** Can it carry another message? */
    boolean reusable() {
        return reusable;
    }

    /** Must RSET come before the next message? */
    boolean needsReset() {
        return needsReset;
    }

    /** Says goodbye and closes. */
    void quit() {
        peer.quit();
    }

    /** Closes without a word. */
    @Override
    public void close() {
        peer.close();
    }
}
