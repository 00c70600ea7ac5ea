package eqmail.bytes;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Buffered input of a protocol: lines with a limit, and the raw buffer for scanners that look at bulk data.
 *
 * <p>The buffer is open to its reader on purpose ({@link #array()}, {@link #position()}, {@link #limit()}): a message of
 * a megabyte is scanned in place, not byte by byte through calls. Not thread-safe: one session owns it.
 */
public final class ByteInput {
    /** One read from a socket that sends much; big enough for a mean message. */
    public static final int DEFAULT_BUFFER = 8192;

    /** The first buffer: room for commands, since a session that idles between them should cost little. */
    static final int FIRST_BUFFER = 1024;

    private final InputStream in;
    private final int capacity;
    private byte[] buffer = new byte[0];
    private int position;
    private int limit;

    /** Reads {@code in} through a buffer of {@link #DEFAULT_BUFFER} bytes. */
    public ByteInput(InputStream in) {
        this(in, DEFAULT_BUFFER);
    }

    /**
     * Reads {@code in} through a buffer of {@code capacity} bytes. It is made at the first read, smaller, and grows when
     * a read fills it.
     */
    public ByteInput(InputStream in, int capacity) {
        this.in = in;
        this.capacity = capacity;
    }

    /** The line was longer than its reader allowed. The rest of it is still unread. */
    public static final class LineTooLong extends IOException {
        private static final long serialVersionUID = 1;

        LineTooLong(int most) {
            super("line longer than " + most + " bytes");
        }
    }

    /** The next byte, or -1 at the end. */
    public int read() throws IOException {
        return position < limit || fill() ? buffer[position++] & 0xff : -1;
    }

    /**
     * The next line without its LF, or empty-handed ({@code null}) at the end of input; an unfinished last line counts
     * as the end (qmail's servers treat it so).
     *
     * @param most longest line in bytes, LF not counted
     * @throws LineTooLong after {@code most} bytes without LF
     */
    public @Nullable String line(int most) throws IOException {
        StringBuilder longer = null;
        while (position < limit || fill()) {
            int lf = indexOfLf();
            int end = lf < 0 ? limit : lf;
            int have = longer == null ? 0 : longer.length();
            if (have + (end - position) > most) {
                position = end;
                throw new LineTooLong(most);
            }
            String part = Latin1.string(buffer, position, end - position);
            position = lf < 0 ? limit : lf + 1;
            if (lf >= 0) {
                return longer == null ? part : longer.append(part).toString();
            }
            longer = (longer == null ? new StringBuilder() : longer).append(part);
        }
        return null;
    }

    /** Is something buffered, so that the next read does not wait for the peer? */
    public boolean ready() {
        return position < limit;
    }

    /** Throws away what is buffered and unread (STARTTLS: nothing sent in clear may count afterwards). */
    public void discard() {
        position = limit;
    }

    /** Reads more when the buffer is used up; false at the end of input. */
    public boolean fill() throws IOException {
        if (position < limit) {
            return true;
        }
        if (limit == buffer.length && buffer.length < capacity) {
            buffer = new byte[buffer.length == 0 ? Math.min(FIRST_BUFFER, capacity) : capacity];
        }
        position = 0;
        limit = 0;
        int got = in.read(buffer, 0, buffer.length);
        limit = Math.max(got, 0);
        return got > 0;
    }

    /** The buffer; valid from {@link #position()} to {@link #limit()} until the next {@link #fill()}. */
    public byte[] array() {
        return buffer;
    }

    /** Index of the next unread byte in {@link #array()}. */
    public int position() {
        return position;
    }

    /** Index after the last buffered byte in {@link #array()}. */
    public int limit() {
        return limit;
    }

    /** Marks everything before {@code index} as read. */
    public void consumeTo(int index) {
        if (index < position || index > limit) {
            throw new IllegalArgumentException("index " + index + " outside " + position + ".." + limit);
        }
        position = index;
    }

    private int indexOfLf() {
        for (int i = position; i < limit; i++) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return -1;
    }
}
