package eqmail.bytes;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes bytes of unknown number so that their reader finds the end: chunks of a u32 length (big-endian, 1 to
 * {@link #MAX_CHUNK}) and so many bytes, then a length of 0. Several such parts may follow one another on a stream.
 */
public final class ChunkOutput extends OutputStream {
    /** Bounds what one length field can make a reader take at a time. */
    public static final int MAX_CHUNK = 64 * 1024;

    private final DataOutputStream out;

    /** Writes to {@code out}, which should be buffered. */
    public ChunkOutput(OutputStream out) {
        this.out = new DataOutputStream(out);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int end = offset + length;
        for (int from = offset; from < end; from += MAX_CHUNK) {
            int part = Math.min(MAX_CHUNK, end - from);
            out.writeInt(part);
            out.write(bytes, from, part);
        }
    }

    /** Ends the part. Closing without it leaves a part that its reader will not take for whole. */
    public void end() throws IOException {
        out.writeInt(0);
    }
}
