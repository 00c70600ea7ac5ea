package eqmail.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A stream socket with time limits both ways, made for one virtual thread per connection (it works on platform threads
 * as well). A read that times out may be repeated; a write that times out has closed the connection, since nobody knows
 * how much of it the peer will see. Bytes go out at once (TCP_NODELAY): protocols here write whole replies.
 *
 * <p>One thread reads and writes; {@link #close} may come from any thread and ends what is under way with an exception.
 */
public final class SocketConnection implements Connection {
    /** Most bytes of one write call below us: bounds the native copy, and each part gets the whole time limit. */
    private static final int MOST_AT_ONCE = 64 * 1024;

    private static final long NO_WRITE = 0;

    private final SocketChannel channel;
    private final WriteDeadlines deadlines;
    private final InputStream input;
    private final OutputStream output = new Output();
    /** Limit of one write, 0 for none. Written by the session's thread. */
    private long writeNanos;
    /** When the write under way has waited too long, {@link #NO_WRITE} between writes; read by the sweeping thread. */
    private volatile long stalledAt = NO_WRITE;
    /** Set by the sweeping thread before it closes. */
    private volatile boolean stalled;

    /** A connection over {@code channel}, which is connected and in blocking mode and belongs to it from now on. */
    public SocketConnection(SocketChannel channel, WriteDeadlines deadlines) throws IOException {
        this.channel = channel;
        this.deadlines = deadlines;
        this.input = channel.socket().getInputStream();
        if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        deadlines.watch(this);
    }

    /**
     * Connects to {@code remote}, from {@code local} if given.
     *
     * @throws SocketTimeoutException after {@code within} without an answer
     * @throws IOException if the peer or the network refuses, or {@code local} is not ours
     */
    public static SocketConnection connect(
            InetSocketAddress remote, @Nullable InetAddress local, Duration within, WriteDeadlines deadlines)
            throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            if (local != null) {
                channel.bind(new InetSocketAddress(local, 0));
            }
            channel.socket().connect(remote, millis(within));
            return new SocketConnection(channel, deadlines);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public InputStream input() {
        return input;
    }

    @Override
    public OutputStream output() {
        return output;
    }

    @Override
    public void timeout(Duration each) throws IOException {
        channel.socket().setSoTimeout(millis(each));
        writeNanos = each.toNanos();
    }

    /** The socket below, for a TLS layer on top of it. */
    public Socket socket() {
        return channel.socket();
    }

    @Override
    public void close() throws IOException {
        deadlines.forget(this);
        channel.close();
    }

    /** Called by the sweep: closes if the write under way should have ended before {@code now}. */
    void closeIfStalled(long now) {
        long limit = stalledAt;
        if (limit != NO_WRITE && now - limit > 0) {
            stalled = true;
            try {
                close();
            } catch (IOException e) {
                // Closed all the same: the writer gets its exception, and nobody else has a use for this one.
            }
        }
    }

    private void write(ByteBuffer bytes) throws IOException {
        try {
            while (bytes.hasRemaining()) {
                int end = bytes.limit();
                bytes.limit(Math.min(end, bytes.position() + MOST_AT_ONCE));
                // The lowest bit is the difference between "now" and "no write"; a nanosecond does not matter.
                stalledAt = writeNanos == 0 ? NO_WRITE : (deadlines.now() + writeNanos) | 1;
                channel.write(bytes);
                bytes.limit(end);
            }
        } catch (ClosedChannelException e) {
            if (stalled) {
                throw timedOut(e);
            }
            throw e;
        } finally {
            stalledAt = NO_WRITE;
        }
    }

    private static SocketTimeoutException timedOut(Exception cause) {
        SocketTimeoutException timeout = new SocketTimeoutException("write timed out");
        timeout.initCause(cause);
        return timeout;
    }

    /** As the socket API wants it: 0 would mean "for ever". */
    private static int millis(Duration each) {
        return Math.clamp(each.toMillis(), 1, Integer.MAX_VALUE);
    }

    private final class Output extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            SocketConnection.this.write(ByteBuffer.wrap(new byte[] {(byte) b}));
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            SocketConnection.this.write(ByteBuffer.wrap(bytes, offset, length));
        }

        @Override
        public void close() throws IOException {
            SocketConnection.this.close();
        }
    }
}
