package eqmail.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.control.Control;
import eqmail.net.Connection;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(strings = {"jdk", "conscrypt"})
class TlsConnectionTest {
    private static final Duration LONG = Duration.ofSeconds(15);

    private final TestAuthority.Issued own = new TestAuthority("A").host("mx.example", "EC");

    @TempDir
    private Path home;

    private Wire wire;
    private Engines engines;

    private final String provider;

    TlsConnectionTest(String provider) {
        this.provider = provider;
    }

    @BeforeEach
    void connect() throws IOException {
        wire = new Wire();
        Credential credential = new Credential(own.key(), List.of(own.certificate()));
        Files.createDirectories(home.resolve("control"));
        Files.writeString(home.resolve("control/tlsprovider"), provider);
        engines = new Engines(
                new Control(home), new HeldKeys(List.of(credential), Map.of()), List.of(), "DEFAULT", line -> {});
    }

    @AfterEach
    void close() throws IOException {
        wire.close();
    }

    private TlsConnection server() {
        return new TlsConnection(wire.ours, engines.server(false), System::nanoTime);
    }

    /** After the handshake of both. */
    private TlsConnection established(SSLSocket client) throws Exception {
        TlsConnection server = server();
        server.timeout(LONG);
        CompletableFuture<Boolean> handshake = Wire.async(() -> {
            server.handshake(LONG);
            return true;
        });
        client.startHandshake();
        handshake.get();
        return server;
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void carriesBytesBothWaysInPiecesOfAnySize(String protocol) throws Exception {
        SSLSocket client = wire.client(protocol, "mx.example");
        TlsConnection server = established(client);
        assertThat(server.protocol()).isEqualTo(protocol);
        byte[] text = new byte[3_000_000];
        new Random(1).nextBytes(text);
        CompletableFuture<byte[]> echo =
                Wire.async(() -> client.getInputStream().readNBytes(text.length));
        CompletableFuture<Boolean> sending = Wire.async(() -> {
            for (int at = 0, size = 1; at < text.length; at += size, size = size * 3 % 40_009) {
                client.getOutputStream().write(text, at, Math.min(size, text.length - at));
            }
            return true;
        });
        byte[] piece = new byte[8192];
        for (int left = text.length; left > 0; ) {
            int got = server.input().read(piece);
            server.output().write(piece, 0, got);
            left -= got;
        }
        sending.get();
        assertThat(echo.get()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void saysGoodbyeAndUnderstandsIt(String protocol) throws Exception {
        SSLSocket client = wire.client(protocol, "mx.example");
        TlsConnection server = established(client);
        server.output().write('x');
        server.end();
        assertThat(client.getInputStream().readAllBytes()).isEqualTo(new byte[] {'x'});
        client.shutdownOutput();
        assertThat(server.input().read()).isEqualTo(-1);
        assertThatThrownBy(() -> server.output().write(1)).isInstanceOf(IOException.class);
    }

    @Test
    void takesAnEndWithoutGoodbyeAsTheEnd() throws Exception {
        TlsConnection server = established(wire.client("TLSv1.3", "mx.example"));
        wire.theirs.shutdownOutput();
        assertThat(server.input().read()).isEqualTo(-1);
    }

    @Test
    void refusesASecondHandshake() throws Exception {
        SSLSocket client = wire.client("TLSv1.2", "mx.example");
        TlsConnection server = established(client);
        client.getOutputStream().write('a');
        assertThat(server.input().read()).isEqualTo('a');
        CompletableFuture<Integer> reading = Wire.async(() -> server.input().read());
        client.startHandshake();
        // The client's hello comes alone, or before this byte.
        client.getOutputStream().write('b');
        assertThatThrownBy(reading::get)
                .hasCauseInstanceOf(SSLException.class)
                .hasMessageMatching("(?s).*(refused|NO_RENEGOTIATION).*");
    }

    @Test
    void takesNewKeysInTls13() throws Exception {
        SSLSocket client = wire.client("TLSv1.3", "mx.example");
        TlsConnection server = established(client);
        CompletableFuture<byte[]> reading = Wire.async(() -> server.input().readNBytes(3));
        for (int i = 0; i < 3; i++) {
            client.startHandshake(); // In 1.3 this means a key update.
            client.getOutputStream().write(i);
        }
        assertThat(reading.get()).containsExactly(0, 1, 2);
        server.output().write(7);
        assertThat(client.getInputStream().read()).isEqualTo(7);
    }

    @Test
    void refusesWhatIsNoTls() throws IOException {
        wire.theirs.getOutputStream().write("EHLO client.example\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> server().handshake(LONG))
                .isInstanceOfSatisfying(
                        SSLException.class,
                        e -> assertThat(TlsConnection.words(e)).isEqualTo("wrong version number"));
        // Whoever talks in clear text reads what we say in clear text, and finds no alert before it.
        wire.ours.output().write('.');
        assertThat(wire.theirs.getInputStream().read()).isEqualTo('.');
    }

    @Test
    void refusesTls11() throws Exception {
        CompletableFuture<Boolean> handshake = Wire.async(() -> {
            server().handshake(LONG);
            return true;
        });
        // A ClientHello of TLS 1.1 with one suite of that time and nothing else.
        byte[] hello = new byte[52];
        byte[] start = {22, 3, 1, 0, 47, 1, 0, 0, 43, 3, 2};
        System.arraycopy(start, 0, hello, 0, start.length);
        hello[44] = 0; // no session
        hello[46] = 2;
        hello[48] = 0x2f;
        hello[49] = 1;
        wire.theirs.getOutputStream().write(hello);
        assertThatThrownBy(handshake::get).hasCauseInstanceOf(SSLException.class);
        // Type 21 is an alert.
        assertThat(wire.theirs.getInputStream().read()).isEqualTo(21);
    }

    @Test
    void failsWhenThePeerGoesAway() throws IOException {
        wire.theirs.shutdownOutput();
        assertThatThrownBy(() -> server().handshake(LONG)).isInstanceOf(EOFException.class);
    }

    /** A peer whose every byte takes a second of a clock that only it moves. */
    private static final class Drip implements Connection {
        final AtomicLong clock = new AtomicLong();
        private final InputStream from;

        Drip(InputStream from) {
            this.from = from;
        }

        @Override
        public InputStream input() {
            return new InputStream() {
                @Override
                public int read() {
                    throw new AssertionError("bytes are read in pieces");
                }

                @Override
                public int read(byte[] to, int offset, int length) throws IOException {
                    clock.addAndGet(Duration.ofSeconds(1).toNanos());
                    return from.read(to, offset, Math.min(1, length));
                }
            };
        }

        @Override
        public OutputStream output() {
            return OutputStream.nullOutputStream();
        }

        @Override
        public void timeout(Duration each) {
            // The clock above is what counts.
        }

        @Override
        public void close() throws IOException {
            from.close();
        }
    }

    @Test
    void givesUpOnAHandshakeThatDrips() throws Exception {
        Drip drip = new Drip(wire.ours.input());
        CompletableFuture<Boolean> client = Wire.async(() -> {
            wire.client("TLSv1.3", "mx.example").startHandshake();
            return true;
        });
        TlsConnection server = new TlsConnection(drip, engines.server(false), drip.clock::get);
        assertThatThrownBy(() -> server.handshake(Duration.ofSeconds(30)))
                .isInstanceOfSatisfying(
                        SocketTimeoutException.class,
                        e -> assertThat(TlsConnection.words(e)).isEqualTo("timed out"));
        assertThat(Duration.ofNanos(drip.clock.get())).isEqualTo(Duration.ofSeconds(30));
        wire.close();
        assertThat(client).failsWithin(LONG);
    }
}
