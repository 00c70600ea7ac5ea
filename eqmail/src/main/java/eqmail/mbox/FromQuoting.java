package eqmail.mbox;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Puts a {@code >} before every line that begins with any number of {@code >} and {@code From }, so that it cannot be
 * taken for the start of a message; adds the LF that a last line lacks (qmail-local's gfrom). Works in one pass with a
 * counter, however long a line is.
 */
public final class FromQuoting extends OutputStream {
    private static final byte[] FROM = {'F', 'r', 'o', 'm', ' '};

    private final OutputStream out;
    /** Marks at the start of this line that are held back; -1 once the line has been decided upon. */
    private long marks;
    /** How much of FROM stands behind them, held back too. */
    private int matched;

    private boolean lineStart = true;

    /** Writes to {@code out}, which should be buffered. */
    public FromQuoting(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int end = offset + length;
        int from = offset;
        while (from < end) {
            if (marks >= 0) {
                from = decide(bytes, from);
            } else {
                int lf = from;
                while (lf < end && bytes[lf] != '\n') {
                    lf++;
                }
                int next = Math.min(end, lf + 1);
                out.write(bytes, from, next - from);
                newLine(lf < end);
                from = next;
            }
        }
    }

    /** Looks at the byte at {@code at} while the line may still be a From line; answers where to go on. */
    private int decide(byte[] bytes, int at) throws IOException {
        byte b = bytes[at];
        lineStart = false;
        if (b == '>' && matched == 0) {
            marks++;
            return at + 1;
        }
        if (b == FROM[matched]) {
            matched++;
            if (matched == FROM.length) {
                out.write('>');
                release();
            }
            return at + 1;
        }
        release();
        return at;
    }

    private void release() throws IOException {
        for (long i = 0; i < marks; i++) {
            out.write('>');
        }
        out.write(FROM, 0, matched);
        matched = 0;
        marks = -1;
    }

    private void newLine(boolean fresh) {
        if (fresh) {
            marks = 0;
            lineStart = true;
        }
    }

    /** Ends the text: what is held back goes out, and an LF if the last line has none. */
    public void finish() throws IOException {
        if (marks >= 0) {
            release();
        }
        if (!lineStart) {
            out.write('\n');
        }
    }
}
