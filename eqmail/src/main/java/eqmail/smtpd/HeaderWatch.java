package eqmail.smtpd;

import eqmail.bytes.Latin1;

/**
 * Follows the header of a message as it comes in: counts the lines that speak of an earlier hop, and bytes. It looks at
 * raw lines, so stuffed or folded ones do not count, and needs no colon (smtpd's blast; network.md 2.7).
 */
final class HeaderWatch {
    /** So many hops mean a loop; RFC 5321 6.3 asks for at least 100. */
    static final int MOST_HOPS = 100;

    private static final String RECEIVED = "received";
    private static final String DELIVERED = "delivered";

    private boolean inHeader = true;
    private int column;
    private boolean maybeReceived = true;
    private boolean maybeDelivered = true;
    private boolean maybeEnd = true;
    private int hops;
    private long bytes;

    /** Looks at the next raw bytes of the message. */
    void accept(byte[] buffer, int from, int to) {
        int i = from;
        while (i < to && inHeader) {
            if (column < DELIVERED.length()) {
                step(buffer[i++]);
            } else {
                i = afterLine(buffer, i, to);
            }
        }
        bytes += i - from;
    }

    /** Lines that begin with {@code received} or {@code delivered}, in any case. */
    int hops() {
        return hops;
    }

    /** Bytes of the header so far, its empty line included. */
    long bytes() {
        return bytes;
    }

    private void step(byte b) {
        int c = Latin1.lower(b);
        maybeReceived &= column < RECEIVED.length() && c == RECEIVED.charAt(column);
        maybeDelivered &= c == DELIVERED.charAt(column);
        maybeEnd &= column == 0 ? c == '\r' : column == 1 && c == '\n';
        if ((maybeReceived && column == RECEIVED.length() - 1)
                || (maybeDelivered && column == DELIVERED.length() - 1)) {
            hops++;
        }
        inHeader = !(maybeEnd && column == 1);
        if (c == '\n') {
            newLine();
        } else {
            column++;
        }
    }

    private int afterLine(byte[] buffer, int from, int to) {
        for (int i = from; i < to; i++) {
            if (buffer[i] == '\n') {
                newLine();
                return i + 1;
            }
        }
        return to;
    }

    private void newLine() {
        column = 0;
        maybeReceived = true;
        maybeDelivered = true;
        maybeEnd = true;
    }
}
