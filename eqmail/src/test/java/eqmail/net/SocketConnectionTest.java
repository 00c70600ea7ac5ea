package eqmail.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SocketConnectionTest {
    private static final Executor VIRTUAL = task -> Thread.ofVirtual().start(task);
    private static final Executor PLATFORM = task -> Thread.ofPlatform().start(task);

    private final AtomicLong now = new AtomicLong(-5);
    private final WriteDeadlines deadlines = new WriteDeadlines(now::get);
    private ServerSocketChannel server;
    private SocketChannel peer;
    private SocketConnection connection;

    @BeforeEach
    void connect() throws IOException {
        server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        peer = SocketChannel.open(server.getLocalAddress());
        connection = new SocketConnection(server.accept(), deadlines);
    }

    @AfterEach
    void close() throws IOException {
        connection.close();
        peer.close();
        server.close();
    }

    @Test
    void carriesBytesBothWays() throws IOException {
        connection.output().write(new byte[] {1, 2, 3}, 1, 2);
        connection.output().write(4);
        ByteBuffer got = ByteBuffer.allocate(3);
        while (got.hasRemaining()) {
            peer.read(got);
        }
        assertThat(got.array()).containsExactly(2, 3, 4);
        peer.write(ByteBuffer.wrap(new byte[] {5, 6}));
        peer.shutdownOutput();
        assertThat(connection.input().readAllBytes()).containsExactly(5, 6);
    }

    @Test
    void aReadThatTimesOutMayBeRepeated() throws IOException {
        connection.timeout(Duration.ofMillis(1));
        assertThatThrownBy(() -> connection.input().read()).isInstanceOf(SocketTimeoutException.class);
        connection.output().write(1);
        peer.write(ByteBuffer.wrap(new byte[] {7}));
        connection.timeout(Duration.ofMinutes(5));
        assertThat(connection.input().read()).isEqualTo(7);
    }

    @Test
    void aWriteToAPeerThatReadsNothingTimesOutOnAVirtualThread() throws Exception {
        assertThat(stalledWrite(VIRTUAL)).hasCauseInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void aWriteToAPeerThatReadsNothingTimesOutOnAPlatformThread() throws Exception {
        assertThat(stalledWrite(PLATFORM)).hasCauseInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void aPeerThatReadsSlowlyIsNotTimedOut() throws Exception {
        connection.timeout(Duration.ofSeconds(10));
        byte[] much = new byte[20 << 20];
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> write(much), VIRTUAL);
        ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
        long read = 0;
        while (read < much.length) {
            buffer.clear();
            read += peer.read(buffer);
            now.addAndGet(Duration.ofMillis(100).toNanos());
            deadlines.sweep();
        }
        writing.get();
        assertThat(read).isEqualTo(much.length);
    }

    @Test
    void aConnectionThatOnlyReadsIsNeverSwept() throws Exception {
        connection.timeout(Duration.ofSeconds(1));
        now.addAndGet(Duration.ofHours(1).toNanos());
        deadlines.sweep();
        connection.output().write(1);
        deadlines.sweep();
        now.addAndGet(Duration.ofHours(1).toNanos());
        deadlines.sweep();
        connection.output().write(1);
        assertThat(connection.socket().isClosed()).isFalse();
    }

    @Test
    void closingEndsAReadUnderWay() throws Exception {
        CompletableFuture<Integer> reading = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return connection.input().read();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                VIRTUAL);
        connection.close();
        assertThatThrownBy(reading::get).isInstanceOf(ExecutionException.class);
    }

    @Test
    void connectsFromAnAddressOfOurs() throws IOException {
        InetAddress local = InetAddress.ofLiteral("127.0.0.9");
        InetSocketAddress to = (InetSocketAddress) server.getLocalAddress();
        try (SocketConnection out = SocketConnection.connect(to, local, Duration.ofMinutes(1), deadlines);
                SocketChannel in = server.accept()) {
            assertThat(((InetSocketAddress) in.getRemoteAddress()).getAddress()).isEqualTo(local);
            assertThat(out.socket().getTcpNoDelay()).isTrue();
        }
    }

    @Test
    void saysWhenNobodyListens() throws IOException {
        InetSocketAddress to = (InetSocketAddress) server.getLocalAddress();
        server.close();
        assertThatThrownBy(() -> SocketConnection.connect(to, null, Duration.ofMinutes(1), deadlines))
                .isInstanceOf(java.net.ConnectException.class);
    }

    private Throwable stalledWrite(Executor executor) {
        byte[] much = new byte[64 << 20];
        CompletableFuture<Void> writing = CompletableFuture.runAsync(
                () -> {
                    try {
                        connection.timeout(Duration.ofSeconds(10));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    write(much);
                },
                executor);
        while (!writing.isDone()) {
            now.addAndGet(Duration.ofSeconds(1).toNanos());
            deadlines.sweep();
            Thread.onSpinWait();
        }
        return writing.exceptionNow();
    }

    private void write(byte[] bytes) {
        try {
            connection.output().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
