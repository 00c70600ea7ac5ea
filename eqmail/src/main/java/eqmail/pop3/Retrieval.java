package eqmail.pop3;

import eqmail.net.Dialogue;
import java.io.IOException;
import java.io.InputStream;

/**
 * A message as POP3 shows it: each line ended by CR LF, a dot at its start doubled, all other bytes as they are (RFC 1939
 * 3; qmail-pop3d's blast). Lines may be of any length; none is held.
 */
final class Retrieval {
    private static final byte[] CR_LF = {'\r', '\n'};
    private static final byte[] DOT = {'.'};
    private static final int BUFFER = 16 * 1024;

    private final Dialogue client;
    private final long bodyLines;
    private boolean lineStart = true;
    private boolean inHeader = true;
    private long shown;

    /** Shows the header and {@code bodyLines} lines of the body; all of them for a negative number. */
    Retrieval(Dialogue client, long bodyLines) {
        this.client = client;
        this.bodyLines = bodyLines;
    }

    /** Shows {@code text}; the last line is ended if it was not. */
    void run(InputStream text) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int got = text.read(buffer); got >= 0; got = text.read(buffer)) {
            if (!show(buffer, got)) {
                return;
            }
        }
        if (!lineStart) {
            client.say(CR_LF, 0, 2);
        }
    }

    /** False if no more is wanted. */
    private boolean show(byte[] bytes, int end) throws IOException {
        int from = 0;
        while (from < end) {
            if (lineStart && !begin(bytes[from])) {
                return false;
            }
            int lf = from;
            while (lf < end && bytes[lf] != '\n') {
                lf++;
            }
            client.say(bytes, from, lf - from);
            lineStart = lf < end;
            if (lineStart) {
                client.say(CR_LF, 0, 2);
            }
            from = lf + 1;
        }
        return true;
    }

    private boolean begin(byte first) throws IOException {
        if (!inHeader && bodyLines >= 0 && shown++ == bodyLines) {
            return false;
        }
        if (first == '\n') {
            inHeader = false;
        } else if (first == '.') {
            client.say(DOT, 0, 1);
        }
        return true;
    }
}
