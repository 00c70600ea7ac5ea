package eqmail.remote;

/**
 * One reply of a server, perhaps of many lines.
 *
 * @param code of the first line; {@link #NO_CODE} for bytes that make a negative number
 * @param text all bytes but CR, line ends as LF, the first {@link ReplyReader#MOST_TEXT} of them
 */
record Reply(int code, String text) {
    /** Larger than every code, as the original's unsigned arithmetic has it. */
    static final int NO_CODE = Integer.MAX_VALUE;

    private static final int CLOSING = 421;

    /** Is it the answer wished for after the greeting and EHLO are done: anything below 400? */
    boolean good() {
        return code < 400;
    }

    /** The letter for a refusal: never from 500 on, else not now. */
    char refusal() {
        return code >= 500 ? 'D' : 'Z';
    }

    /** Does the server say that it closes the connection (RFC 5321 3.8)? */
    boolean closing() {
        return code == CLOSING;
    }

    /** The reply as reports quote it; nothing if it is empty. */
    String quoted() {
        return text.isEmpty() ? "" : "Remote host said: " + text.replace('\0', '?');
    }
}
