package eqmail.remote;

import eqmail.bytes.ByteInput;
import java.io.EOFException;
import java.io.IOException;

/**
 * Reads replies byte for byte as qmail-remote does: the code is the first three bytes less {@code 0} each, whatever they
 * are; a reply goes on as long as the fourth byte of a line is {@code -}; later codes are not looked at.
 */
final class ReplyReader {
    /** More is not kept for the report. */
    static final int MOST_TEXT = 5000;
    /** A reply that is longer still is not a reply; the connection counts as dead. */
    static final int MOST_BYTES = 256 * 1024;

    private final ByteInput in;
    private final StringBuilder text = new StringBuilder();
    private int left;

    ReplyReader(ByteInput in) {
        this.in = in;
    }

    /** The next reply; every kind of end before its last LF is an {@link IOException}. */
    Reply read() throws IOException {
        text.setLength(0);
        left = MOST_BYTES;
        int code = (next() - '0') * 100 + (next() - '0') * 10 + (next() - '0');
        int b = next();
        while (b == '-') {
            toLineEnd(b);
            next();
            next();
            next();
            b = next();
        }
        toLineEnd(b);
        return new Reply(code < 0 ? Reply.NO_CODE : code, text.toString());
    }

    private void toLineEnd(int first) throws IOException {
        for (int b = first; b != '\n'; ) {
            b = next();
        }
    }

    private int next() throws IOException {
        int b = in.read();
        if (b < 0) {
            throw new EOFException("connection closed inside a reply");
        }
        if (--left < 0) {
            throw new IOException("reply longer than " + MOST_BYTES + " bytes");
        }
        if (b != '\r' && text.length() < MOST_TEXT) {
            text.append((char) b);
        }
        return b;
    }
}
