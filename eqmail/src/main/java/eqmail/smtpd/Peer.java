package eqmail.smtpd;

import eqmail.bytes.ByteInput;
import eqmail.bytes.Latin1;
import eqmail.net.Connection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * The peer of one session: command lines and data in, replies out.
 *
 * <p>Replies are collected and written when the program next has to wait for the peer, so that pipelined commands get
 * all their replies in one write (network.md 1.3). Reading keeps watch over slow peers: the connection limits each
 * single read, and here a minimum of progress is asked for, so that one byte per read cannot hold a session for ever.
 */
final class Peer {
    /** Replies that wait are at most this long: what eight KiB of pipelined commands can ask for must not pile up. */
    private static final int MOST_PENDING = 16 * 1024;

    private Connection connection;
    private final InstantSource clock;
    private final int leastProgress;
    private final Instant latest;
    private final ByteInput in;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream(256);
    private Duration timeout = Duration.ZERO;
    private Instant mark;
    private int sinceMark;
    private boolean inMessage;
    private int badCommands;

    Peer(Connection connection, InstantSource clock, SmtpdLimits limits) {
        this.connection = connection;
        this.clock = clock;
        this.leastProgress = limits.leastProgress();
        this.mark = clock.instant();
        this.latest = mark.plus(limits.sessionTime());
        this.in = new ByteInput(new Watched());
    }

    /** Writing failed: the peer is gone, and there is nobody left to tell. */
    static final class Gone extends IOException {
        private static final long serialVersionUID = 1;

        Gone(IOException cause) {
            super("the peer takes no replies", cause);
        }
    }

    /** From now on: how long one read or write may take. */
    void timeout(Duration each) throws IOException {
        timeout = each;
        connection.timeout(each);
    }

    /** Answers with {@code line}; its line end is added. */
    void reply(String line) throws Gone {
        send(line + "\r\n");
    }

    /** Answers a command that is unknown or out of order. */
    void refuseCommand(String line) throws Gone {
        badCommands++;
        reply(line);
    }

    /** How many commands were unknown or out of order. */
    int badCommands() {
        return badCommands;
    }

    /** Answers with lines that have their line ends. */
    void send(String wire) throws Gone {
        pending.writeBytes(Latin1.bytes(wire));
        if (pending.size() > MOST_PENDING) {
            flush();
        }
    }

    /** Writes what was collected. */
    void flush() throws Gone {
        if (pending.size() == 0) {
            return;
        }
        try {
            pending.writeTo(connection.output());
            connection.output().flush();
        } catch (IOException e) {
            throw new Gone(e);
        }
        pending.reset();
    }

    /**
     * The next command line without its LF; {@code null} when the peer closed.
     *
     * @throws ByteInput.LineTooLong when it was longer than {@code most}; it has been read to its end
     * @throws SocketTimeoutException when it did not come in time
     */
    @Nullable
    String line(int most) throws IOException {
        restartWatch();
        inMessage = false;
        try {
            return in.line(most);
        } catch (ByteInput.LineTooLong e) {
            if (skipLine()) {
                throw e;
            }
            return null;
        }
    }

    /** The input for a message; watched from now on. */
    ByteInput data() {
        restartWatch();
        inMessage = true;
        return in;
    }

    /** Has the session lasted longer than any may? */
    boolean overdue() {
        return clock.instant().isAfter(latest);
    }

    /** What carries the dialogue. */
    Connection connection() {
        return connection;
    }

    /** From now on {@code encrypted} carries it, which lies on top of what did so far. */
    void connection(Connection encrypted) {
        connection = encrypted;
    }

    /** Throws away what the peer sent ahead. */
    void discardInput() {
        in.discard();
    }

    /** Reads to the end of a line; false if the peer closes before. */
    private boolean skipLine() throws IOException {
        int b = in.read();
        while (b >= 0 && b != '\n') {
            b = in.read();
        }
        return b >= 0;
    }

    private void restartWatch() {
        sinceMark = 0;
        mark = clock.instant();
    }

    /** Bytes came: is the peer fast enough? */
    private void watch(int bytes) throws SocketTimeoutException {
        sinceMark += Math.max(bytes, 0);
        if (inMessage && overdue()) {
            throw new SocketTimeoutException("a message that does not end");
        }
        if (sinceMark >= leastProgress) {
            restartWatch();
        } else if (clock.instant().isAfter(mark.plus(timeout).plus(timeout))) {
            throw new SocketTimeoutException(sinceMark + " bytes in more than two timeouts");
        }
    }

    /** The connection's input; every read first writes what the peer may be waiting for. */
    private final class Watched extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            flush();
            int got = connection.input().read(to, offset, length);
            watch(got);
            return got;
        }
    }
}
