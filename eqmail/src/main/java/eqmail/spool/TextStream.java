package eqmail.spool;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/** Reads a held text by positional reads; gives it back at its end, or when closed before. */
final class TextStream extends InputStream {
    private static final int BUFFER = 16 << 10;

    private final Texts.Held text;
    private ByteBuffer buffer = ByteBuffer.allocate(0);
    /** Bytes of the text read into the buffer so far. */
    private long fetched;

    TextStream(Texts.Held text) {
        this.text = text;
    }

    @Override
    public int read() throws IOException {
        return fill() ? buffer.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, to.length);
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int take = Math.min(length, buffer.remaining());
        buffer.get(to, offset, take);
        return take;
    }

    @Override
    public long transferTo(OutputStream out) throws IOException {
        long moved = 0;
        while (fill()) {
            out.write(buffer.array(), buffer.position(), buffer.remaining());
            moved += buffer.remaining();
            buffer.position(buffer.limit());
        }
        return moved;
    }

    @Override
    public int available() {
        return buffer.remaining();
    }

    @Override
    public void close() throws IOException {
        text.close();
        fetched = text.length();
        buffer.limit(0);
    }

    private boolean fill() throws IOException {
        if (buffer.hasRemaining()) {
            return true;
        }
        long left = text.length() - fetched;
        if (left == 0) {
            return false;
        }
        int wanted = (int) Math.min(left, BUFFER);
        if (buffer.capacity() < wanted) {
            buffer = ByteBuffer.allocate(wanted);
        }
        buffer.clear().limit(wanted);
        int got = text.file().read(buffer, text.offset() + fetched);
        buffer.flip();
        if (got < wanted) {
            throw new BadRecord("text shorter than its record says");
        }
        fetched += got;
        if (fetched == text.length()) {
            text.close();
        }
        return true;
    }
}
