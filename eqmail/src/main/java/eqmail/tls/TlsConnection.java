package eqmail.tls;

import eqmail.log.Log;
import eqmail.net.Connection;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * TLS on top of another connection, whatever that is: a socket of the daemon, or two descriptors under tcpserver.
 *
 * <p>Every step has a limit as a whole, not for each packet: the handshake, one read (which may need many packets to
 * complete a record), one record written, and the goodbye. Between records no buffers are kept but a small one, since
 * most sessions idle. A handshake after the first one is refused: TLS 1.3 knows none, and before it brought trouble only.
 */
public final class TlsConnection implements Connection {
    /** Room for a line while the peer is waited for; grows to a record when one is on its way. */
    private static final int SMALL = 2048;

    /** For the last words to a peer that may have gone: they must not keep a session. */
    private static final Duration GOODBYE = Duration.ofSeconds(5);

    private static final int LONGEST_WORDS = 200;

    private final Connection below;
    private final SSLEngine engine;
    private final LongSupplier nanoClock;
    private final InputStream input = new Input();
    private final OutputStream output = new Output();
    private Duration timeout = Duration.ofDays(1);
    /** What has come and is not decrypted, ready to be read. */
    private ByteBuffer arrived = ByteBuffer.allocate(0);
    /** What is decrypted and not yet fetched. */
    private ByteBuffer plain = ByteBuffer.allocate(0);
    /** Was the last record too long for the small buffer? Then the next will be. */
    private boolean bulk;

    /** Has the connection below a time limit that is shorter than {@link #timeout}? */
    private boolean limited;

    private boolean established;
    private boolean over;

    /** TLS by {@code engine}, which belongs to this, over {@code below}; nothing happens before {@link #handshake}. */
    TlsConnection(Connection below, SSLEngine engine, LongSupplier nanoClock) {
        this.below = below;
        this.engine = engine;
        this.nanoClock = nanoClock;
    }

    /**
     * Agrees on keys.
     *
     * @param within for all of it
     * @throws SocketTimeoutException when it takes longer
     * @throws SSLException when the two cannot agree; the peer has been told, if it speaks TLS at all
     * @throws IOException when the connection fails or ends
     */
    public void handshake(Duration within) throws IOException {
        long end = nanoClock.getAsLong() + within.toNanos();
        try {
            engine.beginHandshake();
            while (true) {
                switch (engine.getHandshakeStatus()) {
                    case NEED_TASK -> runTasks();
                    case NEED_WRAP -> wrap(ByteBuffer.allocate(0), end);
                    case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> receiveHandshake(end);
                    default -> {
                        established = true;
                        unlimit();
                        return;
                    }
                }
            }
        } catch (SSLException e) {
            over = true;
            if (!isNoTls(e)) {
                tellFailure();
            }
            throw e;
        }
    }

    private void receiveHandshake(long end) throws IOException {
        SSLEngineResult result = unwrap();
        switch (result.getStatus()) {
            case BUFFER_UNDERFLOW -> {
                if (!fill(end)) {
                    throw new EOFException("connection closed during the handshake");
                }
            }
            case CLOSED -> throw new SSLHandshakeException("the peer broke off the handshake");
            default -> {}
        }
    }

    /** Why a handshake failed, for a reply or a report: one short line. */
    public static String words(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof SocketTimeoutException) {
            return "timed out";
        }
        // What a peer that does not speak TLS at all is called by OpenSSL.
        return isNoTls(failure)
                ? "wrong version number"
                : Log.printable(message.substring(0, Math.min(message.length(), LONGEST_WORDS)));
    }

    /** Did the peer begin with something else than TLS? It could make nothing of an alert. */
    private static boolean isNoTls(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        return message.contains("recognized SSL message") || message.contains("parse TLS packet header");
    }

    /** The suite, as OpenSSL calls it. */
    public String cipher() {
        return Suite.of(engine.getSession().getCipherSuite()).openssl();
    }

    /** For example {@code TLSv1.3}. */
    public String protocol() {
        return engine.getSession().getProtocol();
    }

    /** The certificates that the peer has shown, its own first; none if it has shown none. */
    public List<X509Certificate> peerChain() {
        List<X509Certificate> chain = new ArrayList<>();
        try {
            for (Certificate one : engine.getSession().getPeerCertificates()) {
                chain.add((X509Certificate) one);
            }
        } catch (SSLPeerUnverifiedException none) {
            // It did not have to.
        }
        return chain;
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
        timeout = each;
        below.timeout(each);
    }

    /** Says that nothing will follow (close_notify); the connection below stays open. Never fails, never waits long. */
    public void end() {
        if (!established || over) {
            return;
        }
        over = true;
        try {
            engine.closeOutbound();
            long end = nanoClock.getAsLong() + Math.min(timeout.toNanos(), GOODBYE.toNanos());
            for (int i = 0; i < 2 && !engine.isOutboundDone(); i++) {
                wrap(ByteBuffer.allocate(0), end);
            }
        } catch (IOException gone) {
            // Then it needs no goodbye.
        }
    }

    @Override
    public void close() throws IOException {
        end();
        below.close();
    }

    private int read(byte[] to, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, to.length);
        if (length == 0) {
            return 0;
        }
        if (!plain.hasRemaining() && !receive(nanoClock.getAsLong() + timeout.toNanos())) {
            return -1;
        }
        int count = Math.min(length, plain.remaining());
        plain.get(to, offset, count);
        return count;
    }

    /** Waits for a record with something in it; false at the end. */
    private boolean receive(long end) throws IOException {
        boolean first = true;
        try {
            while (!plain.hasRemaining()) {
                SSLEngineResult result = unwrap();
                if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
                    return false;
                }
                if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
                    // The first packet of most records brings all of it: no call to shorten the limit.
                    if (!(first ? fill() : fill(end))) {
                        return false;
                    }
                    first = false;
                } else {
                    afterRecord(result.getHandshakeStatus(), end);
                }
            }
            return true;
        } finally {
            unlimit();
        }
    }

    /** Tickets and new keys of TLS 1.3 come between the data; anything of the kind before 1.3 is a second handshake. */
    private void afterRecord(HandshakeStatus status, long end) throws IOException {
        if (status == HandshakeStatus.NOT_HANDSHAKING || status == HandshakeStatus.FINISHED) {
            return;
        }
        if (!engine.isInboundDone() && !protocol().equals("TLSv1.3")) {
            throw new SSLException("renegotiation is refused");
        }
        if (status == HandshakeStatus.NEED_TASK) {
            runTasks();
        } else if (status == HandshakeStatus.NEED_WRAP && !engine.isInboundDone()) {
            wrap(ByteBuffer.allocate(0), end);
        }
    }

    /** Decrypts one record, if it is there. Plain text is never longer than what it was made from. */
    private SSLEngineResult unwrap() throws SSLException {
        int room = Math.max(arrived.remaining(), 1);
        ByteBuffer into = ByteBuffer.allocate(room);
        SSLEngineResult result = engine.unwrap(arrived, into);
        if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
            into = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
            result = engine.unwrap(arrived, into);
        }
        if (result.bytesConsumed() > 0) {
            bulk = result.bytesConsumed() > SMALL;
        }
        plain = into.flip();
        return result;
    }

    /** As {@link #fill()}, not later than {@code end}. */
    private boolean fill(long end) throws IOException {
        limit(end);
        return fill();
    }

    /** Waits for more; false at the end of input. An end without close_notify is an end, too: SMTP has its own. */
    private boolean fill() throws IOException {
        makeRoom();
        int start = arrived.limit();
        int got = below.input().read(arrived.array(), start, arrived.capacity() - start);
        if (got > 0) {
            arrived.limit(start + got);
        }
        return got > 0;
    }

    private void makeRoom() {
        int have = arrived.remaining();
        int record = engine.getSession().getPacketBufferSize();
        int size = bulk || have >= SMALL ? record : SMALL;
        boolean fits = arrived.capacity() == size && arrived.limit() < size;
        if (!fits || arrived.position() > 0) {
            // A record that does not fit the largest buffer is refused by the engine before it comes to this.
            ByteBuffer next = arrived.capacity() == size ? arrived : ByteBuffer.allocate(size);
            System.arraycopy(arrived.array(), arrived.position(), next.array(), 0, have);
            arrived = next.position(0).limit(have);
        }
    }

    private void write(ByteBuffer from) throws IOException {
        if (over) {
            throw new IOException("written after the end of TLS");
        }
        while (from.hasRemaining()) {
            SSLEngineResult result = wrap(from);
            if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
                throw new IOException("the peer has ended TLS");
            }
            if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
                runTasks();
            } else if (result.bytesConsumed() == 0 && result.bytesProduced() == 0) {
                throw new SSLException("nothing can be sent in state " + result.getHandshakeStatus());
            }
        }
    }

    private void wrap(ByteBuffer from, long end) throws IOException {
        limit(end);
        wrap(from);
    }

    /** Encrypts and sends one record. */
    private SSLEngineResult wrap(ByteBuffer from) throws IOException {
        ByteBuffer record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        SSLEngineResult result = engine.wrap(from, record);
        if (record.position() > 0) {
            below.output().write(record.array(), 0, record.position());
        }
        return result;
    }

    /** Long arithmetic, a millisecond or two; done here, since the session can do nothing else meanwhile. */
    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    /** The engine has an alert for the peer after a failure. */
    private void tellFailure() {
        try {
            long end = nanoClock.getAsLong() + GOODBYE.toNanos();
            // Conscrypt has it ready without saying so.
            limit(end);
            while (wrap(ByteBuffer.allocate(0)).bytesProduced() > 0) {
                limit(end);
            }
        } catch (IOException gone) {
            // The failure itself is what counts.
        }
    }

    private void limit(long end) throws IOException {
        long left = end - nanoClock.getAsLong();
        if (left <= 0) {
            throw new SocketTimeoutException("timed out");
        }
        limited = true;
        below.timeout(Duration.ofNanos(left));
    }

    private void unlimit() throws IOException {
        if (limited) {
            limited = false;
            below.timeout(timeout);
        }
    }

    private final class Input extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            return TlsConnection.this.read(to, offset, length);
        }
    }

    private final class Output extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            TlsConnection.this.write(ByteBuffer.wrap(new byte[] {(byte) b}));
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            TlsConnection.this.write(ByteBuffer.wrap(bytes, offset, length));
        }
    }
}
