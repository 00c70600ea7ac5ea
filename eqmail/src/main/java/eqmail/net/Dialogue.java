package eqmail.net;

import eqmail.bytes.ByteInput;
import eqmail.bytes.Latin1;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A peer whose questions come faster than it takes the answers: what is said is collected and written when the program
 * next has to wait for the peer, so that pipelined commands get all their answers in one write (network.md 1.3).
 *
 * <p>Two limits hold against slow peers: one for what is read next as a whole, however many reads it takes, and one for
 * the dialogue. One thread uses it; closing the connection is the affair of its owner.
 */
public final class Dialogue {
    /** Answers that wait are at most this long: what eight KiB of commands can ask for must not pile up. */
    private static final int MOST_PENDING = 16 * 1024;

    private final LongSupplier nanoClock;
    private final long end;
    private final Duration writeWithin;
    private final ByteInput in = new ByteInput(new Input());
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream(256);
    private Connection connection;
    private long readEnd;

    /**
     * A dialogue over {@code connection}.
     *
     * @param nanoClock as System::nanoTime
     * @param whole how long all of it may last
     * @param writeWithin how long one write may take
     */
    public Dialogue(Connection connection, LongSupplier nanoClock, Duration whole, Duration writeWithin) {
        this.connection = connection;
        this.nanoClock = nanoClock;
        this.writeWithin = writeWithin;
        this.end = nanoClock.getAsLong() + whole.toNanos();
        this.readEnd = end;
    }

    /** Writing failed: the peer is gone, and there is nobody left to tell. */
    public static final class Gone extends IOException {
        private static final long serialVersionUID = 1;

        Gone(IOException cause) {
            super("the peer takes no answers", cause);
        }
    }

    /** What the peer sends; a read that has to wait writes first what was said. */
    public ByteInput input() {
        return in;
    }

    /** What is read from now on must have come within {@code time}. */
    public void expectWithin(Duration time) {
        readEnd = nanoClock.getAsLong() + time.toNanos();
        if (readEnd - end > 0) {
            readEnd = end;
        }
    }

    /** Says {@code wire}, in Latin-1 view. */
    public void say(String wire) throws Gone {
        say(Latin1.bytes(wire), 0, wire.length());
    }

    /** Says these bytes. */
    public void say(byte[] bytes, int offset, int length) throws Gone {
        pending.write(bytes, offset, length);
        if (pending.size() > MOST_PENDING) {
            flush();
        }
    }

    /** Writes what was said. */
    public void flush() throws Gone {
        if (pending.size() == 0) {
            return;
        }
        try {
            connection.timeout(atMost(writeWithin));
            pending.writeTo(connection.output());
            connection.output().flush();
        } catch (IOException e) {
            throw new Gone(e);
        }
        pending.reset();
    }

    /** What carries the dialogue. */
    public Connection connection() {
        return connection;
    }

    /** From now on {@code encrypted} carries it; what the peer sent ahead is thrown away. */
    public void over(Connection encrypted) {
        in.discard();
        connection = encrypted;
    }

    private Duration atMost(Duration time) throws SocketTimeoutException {
        long left = end - nanoClock.getAsLong();
        if (left <= 0) {
            throw new SocketTimeoutException("a dialogue that does not end");
        }
        return left < time.toNanos() ? Duration.ofNanos(left) : time;
    }

    private final class Input extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            flush();
            long left = readEnd - nanoClock.getAsLong();
            if (left <= 0) {
                throw new SocketTimeoutException("too slow");
            }
            connection.timeout(Duration.ofNanos(left));
            return connection.input().read(to, offset, length);
        }
    }
}
