package eqmail.bytes;

import java.io.EOFException;
import java.io.IOException;

/**
 * Takes netstrings apart ({@code 5:hello,}; cr.yp.to/proto/netstrings.txt) as they come in, so that no length makes the
 * reader hold anything. A length is believed for counting only.
 */
public final class Netstrings {
    /** A longer string is not begun with: no message is as long (the limit of qmail-qmtpd, before its last digit). */
    public static final long MOST_BEFORE_LAST_DIGIT = 200_000_000;

    private static final long UNLIMITED = Long.MAX_VALUE;

    private final ByteInput in;
    private long left = UNLIMITED;

    /** Reads {@code in}. */
    public Netstrings(ByteInput in) {
        this.in = in;
    }

    /** What came is no netstring where there should be one, or reaches beyond the one around it. */
    public static final class Malformed extends IOException {
        private static final long serialVersionUID = 1;

        /** {@code what} came instead. */
        public Malformed(String what) {
            super(what);
        }
    }

    /** The length is beyond anything that is taken. */
    public static final class TooLong extends IOException {
        private static final long serialVersionUID = 1;

        /** {@code most} bytes would have been taken. */
        public TooLong(long most) {
            super("a netstring of more than " + most + " bytes");
        }
    }

    /** Takes bytes while they are read. */
    @FunctionalInterface
    public interface Sink {
        /** The next bytes. */
        void take(byte[] bytes, int offset, int length) throws IOException;
    }

    /** {@code text} as a netstring. */
    public static String of(String text) {
        return text.length() + ":" + text + ",";
    }

    /** From now on only {@code bytes} more may be read. */
    public void within(long bytes) {
        left = bytes;
    }

    /** From now on nothing is limited. */
    public void unlimited() {
        left = UNLIMITED;
    }

    /** How many bytes may still be read. */
    public long left() {
        return left;
    }

    /**
     * The length that a netstring begins with, and its colon. No digit at all is zero, as for qmail-qmtpd.
     *
     * @throws Malformed for anything but digits and a colon
     * @throws TooLong for a length that is not taken
     * @throws EOFException at the end of input, as all methods here
     */
    public long length() throws IOException {
        long length = 0;
        for (int b = read(); b != ':'; b = read()) {
            if (b < '0' || b > '9') {
                throw new Malformed("a length with other bytes than digits");
            }
            if (length > MOST_BEFORE_LAST_DIGIT) {
                throw new TooLong(MOST_BEFORE_LAST_DIGIT);
            }
            length = length * 10 + (b - '0');
        }
        return length;
    }

    /** The comma that ends a netstring. */
    public void comma() throws IOException {
        if (read() != ',') {
            throw new Malformed("no comma at the end of a netstring");
        }
    }

    /** One byte. */
    public int read() throws IOException {
        take(1);
        int b = in.read();
        if (b < 0) {
            throw new EOFException("closed inside a netstring");
        }
        return b;
    }

    /**
     * Passes the next {@code length} bytes to {@code sink}; when not as many may be read, those that may, before that is
     * found to be wrong: a client that is gone by then has just gone.
     */
    public void pass(long length, Sink sink) throws IOException {
        long allowed = Math.min(length, left);
        take(allowed);
        for (long rest = allowed; rest > 0; ) {
            if (!in.fill()) {
                throw new EOFException("closed inside a netstring");
            }
            int part = (int) Math.min(rest, in.limit() - in.position());
            sink.take(in.array(), in.position(), part);
            in.consumeTo(in.position() + part);
            rest -= part;
        }
        take(length - allowed);
    }

    /** Reads {@code length} bytes and forgets them. */
    public void skip(long length) throws IOException {
        pass(length, (bytes, offset, count) -> {});
    }

    /** The next {@code length} bytes; for lengths that the caller has limited. */
    public String text(int length) throws IOException {
        StringBuilder text = new StringBuilder(length);
        pass(length, (bytes, offset, count) -> text.append(Latin1.string(bytes, offset, count)));
        return text.toString();
    }

    private void take(long bytes) throws Malformed {
        if (bytes > left) {
            throw new Malformed("a netstring that reaches beyond the one around it");
        }
        left -= left == UNLIMITED ? 0 : bytes;
    }
}
