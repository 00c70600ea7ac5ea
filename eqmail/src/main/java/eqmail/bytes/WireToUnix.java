package eqmail.bytes;

import java.io.IOException;
import java.io.InputStream;

/**
 * Reads a body in canonical wire form (as {@link UnixToWire} writes it) as unix form: CR LF becomes LF, the first dot of
 * a line is dropped. A CR without LF stays. The input has no closing dot; its end is the end of the body.
 */
public class WireToUnix extends InputStream {
    private final ByteInput in;
    private boolean lineStart = true;

    /** Reads {@code wire}; closing this stream does not close it. */
    public WireToUnix(InputStream wire) {
        this.in = new ByteInput(wire);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        int put = 0;
        while (put < length && (in.ready() || put == 0)) {
            int b = in.read();
            if (b < 0) {
                break;
            }
            if (lineStart && b == '.') {
                lineStart = false;
                continue;
            }
            if (b == '\r') {
                put = afterCr(to, offset, put);
            } else {
                to[offset + put++] = (byte) b;
                lineStart = false;
            }
        }
        return put == 0 && length > 0 ? -1 : put;
    }

    private int afterCr(byte[] to, int offset, int put) throws IOException {
        boolean lf = in.fill() && in.array()[in.position()] == '\n';
        if (lf) {
            in.consumeTo(in.position() + 1);
        }
        to[offset + put] = (byte) (lf ? '\n' : '\r');
        lineStart = lf;
        return put + 1;
    }
}
