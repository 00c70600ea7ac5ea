package eqmail.remote;

import eqmail.bytes.ByteInput;
import eqmail.bytes.Latin1;
import eqmail.net.Connection;
import eqmail.time.Deadline;
import eqmail.tls.TlsConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * The server at the other end of a connection: replies come in, commands and text go out through one buffer, so that
 * what belongs together leaves in one write. One thread at a time uses it.
 *
 * <p>Every failure to read or write, a time limit included, is an {@link IOException} that means: the connection died.
 */
final class Peer implements AutoCloseable {
    /** A mean message with its envelope goes out in one piece. */
    private static final int OUTPUT_BYTES = 16 * 1024;
    /** Replies are short, and idle connections are kept. */
    private static final int INPUT_BYTES = 2048;
    /**
     * How many times the limit of one read a whole reply may take: a server may send a line now and then while it
     * works, but not for ever.
     */
    private static final int REPLY_READS = 4;

    private Connection connection;
    private final Duration readTimeout;
    private final ByteInput input = new ByteInput(new Limited(), INPUT_BYTES);
    private final ReplyReader replies = new ReplyReader(input);
    private final Buffered output = new Buffered();
    private Deadline end;
    private Deadline replyEnd;
    private long limitNow = -1;

    /**
     * Talks over {@code connection}, which is closed with this.
     *
     * @param readTimeout for one read or write
     * @param end when all must be over
     */
    Peer(Connection connection, Duration readTimeout, Deadline end) {
        this.connection = connection;
        this.readTimeout = readTimeout;
        this.end = end;
        this.replyEnd = end;
    }

    /** Another message begins, with a time limit of its own. */
    void end(Deadline whole) {
        end = whole;
    }

    /** What carries the dialogue. */
    Connection connection() {
        return connection;
    }

    /**
     * From now on {@code encrypted}, on top of what there was, carries it. What the server sent ahead in clear text does
     * not count (RFC 3207 5; CVE-2011-0411).
     */
    void encrypt(TlsConnection encrypted, Duration within) throws IOException {
        input.discard();
        encrypted.handshake(readTimeout.compareTo(within) < 0 ? readTimeout : within);
        connection = encrypted;
        limitNow = -1;
    }

    /** Sends a line and gives the reply to it. */
    Reply ask(String line) throws IOException {
        line(line);
        flush();
        return reply();
    }

    /** Puts a line into the buffer. */
    void line(String line) throws IOException {
        output.write(Latin1.bytes(line));
        output.write('\r');
        output.write('\n');
    }

    /** What is written here goes out when the buffer is full, or with {@link #flush}. */
    OutputStream output() {
        return output;
    }

    /** Sends what is in the buffer. */
    void flush() throws IOException {
        output.flush();
    }

    /** The next reply. */
    Reply reply() throws IOException {
        replyEnd = Deadline.in(readTimeout.multipliedBy(REPLY_READS)).orSooner(end);
        return replies.read();
    }

    /** Says goodbye without waiting for the answer, and closes. */
    void quit() {
        try {
            line("QUIT");
            flush();
        } catch (IOException gone) {
            // Then the goodbye is not needed.
        }
        close();
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (IOException gone) {
            // Nothing more is wanted from it.
        }
    }

    /** The connection gets a new limit only when it changes: the last read before a deadline. */
    private void limit(Deadline until) throws IOException {
        long left = until.nanosLeft();
        if (left <= 0) {
            throw new SocketTimeoutException("timed out");
        }
        long limit = Math.min(left, readTimeout.toNanos());
        if (limit != limitNow) {
            limitNow = limit;
            connection.timeout(Duration.ofNanos(limit));
        }
    }

    private final class Limited extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            limit(replyEnd);
            return connection.input().read(into, offset, length);
        }
    }

    private final class Buffered extends OutputStream {
        private final byte[] bytes = new byte[OUTPUT_BYTES];
        private int filled;

        @Override
        public void write(int b) throws IOException {
            if (filled == bytes.length) {
                flush();
            }
            bytes[filled++] = (byte) b;
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            if (length > bytes.length - filled) {
                flush();
            }
            if (length >= bytes.length) {
                send(from, offset, length);
            } else {
                System.arraycopy(from, offset, bytes, filled, length);
                filled += length;
            }
        }

        @Override
        public void flush() throws IOException {
            int all = filled;
            filled = 0;
            if (all > 0) {
                send(bytes, 0, all);
            }
        }

        private void send(byte[] from, int offset, int length) throws IOException {
            limit(end);
            connection.output().write(from, offset, length);
        }
    }
}
