package eqmail.bytes;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Reads one part that {@link ChunkOutput} wrote and not a byte more. */
public final class ChunkInput extends InputStream {
    private final DataInputStream in;
    private int left;
    private boolean ended;

    /** Reads from {@code in}, which should be buffered. */
    public ChunkInput(InputStream in) {
        this.in = new DataInputStream(in);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IOException when the stream ends before the part does, or a chunk is longer than allowed
     */
    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0 && !nextChunk()) {
            return -1;
        }
        int got = in.read(to, offset, Math.min(length, left));
        if (got < 0) {
            throw new EOFException("cut off inside a chunk");
        }
        left -= got;
        return got;
    }

    private boolean nextChunk() throws IOException {
        if (!ended) {
            left = in.readInt();
            if (left < 0 || left > ChunkOutput.MAX_CHUNK) {
                throw new IOException("chunk of " + Integer.toUnsignedString(left) + " bytes");
            }
            ended = left == 0;
        }
        return !ended;
    }
}
