package eqmail.bytes;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes a unix-form body as SMTP sends it: each LF becomes CR LF, a dot at the start of a line is doubled, every other
 * byte (bare CR, NUL, 8-bit) goes as it is (RFC 5321 4.5.2; qmail-remote's blast). The closing dot is not written here.
 */
public final class UnixToWire extends FilterOutputStream {
    private static final byte[] CRLF = {'\r', '\n'};
    private boolean lineStart = true;

    /** Writes to {@code out}, which should be buffered. */
    public UnixToWire(OutputStream out) {
        super(out);
    }

    /** Is the body so far empty or ended by LF? A partial last line cannot be sent by SMTP. */
    public boolean atLineStart() {
        return lineStart;
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
            if (lineStart && bytes[from] == '.') {
                out.write('.');
            }
            int lf = indexOfLf(bytes, from, end);
            lineStart = lf < end;
            out.write(bytes, from, lf - from);
            if (lineStart) {
                out.write(CRLF, 0, 2);
            }
            from = lf + 1;
        }
    }

    private static int indexOfLf(byte[] bytes, int from, int end) {
        int i = from;
        while (i < end && bytes[i] != '\n') {
            i++;
        }
        return i;
    }
}
