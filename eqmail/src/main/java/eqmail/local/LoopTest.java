package eqmail.local;

import eqmail.bytes.Latin1;
import java.io.IOException;
import java.io.InputStream;

/** Looks for our own Delivered-To line in a header (delivery.md 8, step 3), in one pass, whatever the lines' length. */
final class LoopTest {
    private static final int BUFFER = 8192;

    private final byte[] wanted;
    /** Place in the current line. */
    private int column;
    /** Is the line so far the beginning of the wanted one? */
    private boolean matching = true;

    private boolean found;
    private boolean ended;

    private LoopTest(String line) {
        wanted = Latin1.bytes(line);
    }

    /** Does the header of {@code message} hold exactly {@code line} (with its LF)? */
    static boolean hasLine(InputStream message, String line) throws IOException {
        LoopTest test = new LoopTest(line);
        byte[] buffer = new byte[BUFFER];
        while (!test.found && !test.ended) {
            int got = message.read(buffer);
            if (got < 0) {
                break;
            }
            test.look(buffer, got);
        }
        return test.found;
    }

    private void look(byte[] bytes, int length) {
        for (int i = 0; i < length && !found && !ended; i++) {
            byte b = bytes[i];
            matching = matching && column < wanted.length && wanted[column] == b;
            column++;
            if (b == '\n') {
                found = matching && column == wanted.length;
                ended = column == 1;
                column = 0;
                matching = true;
            }
        }
    }
}
