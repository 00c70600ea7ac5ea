package eqmail.tls;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.control.Control;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientTlsTest {
    private static final Duration LONG = Duration.ofSeconds(15);
    private static final TestAuthority AUTHORITY = new TestAuthority("A");
    private static final TestAuthority.Issued SERVER = AUTHORITY.host("mx.example", "EC");
    private static final TestAuthority.Issued OWN = AUTHORITY.host("me.example", "RSA");

    private final List<String> log = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();

    @TempDir
    private Path home;

    @BeforeEach
    void makeControl() throws IOException {
        Files.createDirectory(home.resolve("control"));
    }

    private void write(String file, String text) throws IOException {
        Files.write(home.resolve("control").resolve(file), Latin1.bytes(text));
    }

    private ClientTls tls() {
        InstantSource clock = InstantSource.fixed(Instant.parse("2027-01-01T00:00:00Z"));
        return new ClientTls(new Control(home), log::add, clock, nanos::get);
    }

    /** A handshake with a server that asks for a certificate; the server's view of it. */
    private SSLSocket meet(ClientTls tls, String protocol) throws Exception {
        try (Wire wire = new Wire()) {
            SSLSocket server = wire.client(protocol, "mx.example", SERVER);
            server.setUseClientMode(false);
            server.setWantClientAuth(true);
            CompletableFuture<Boolean> handshake = Wire.async(() -> {
                server.startHandshake();
                return true;
            });
            tls.over(wire.ours, "mx.example", 25).handshake(LONG);
            handshake.get();
            return server;
        }
    }

    private static Certificate shown(SSLSocket server) throws IOException {
        return server.getSession().getPeerCertificates()[0];
    }

    @Test
    void showsItsCertificateToAServerThatAsks() throws Exception {
        write("clientcert.pem", OWN.pem());
        assertThat(shown(meet(tls(), "TLSv1.2"))).isEqualTo(OWN.certificate());
        assertThat(shown(meet(tls(), "TLSv1.3"))).isEqualTo(OWN.certificate());
    }

    @Test
    void goesOnWithoutACertificateThatCannotBeUsed() throws Exception {
        write("clientcert.pem", OWN.certificatePem());
        assertThat(meet(tls(), "TLSv1.3").getSession().getProtocol()).isEqualTo("TLSv1.3");
        assertThat(log).singleElement().asString().contains("control/clientcert.pem");
    }

    @Test
    void takesOnlyCiphersOfTheList() throws Exception {
        write("tlsclientciphers", "ECDHE-ECDSA-AES128-GCM-SHA256\n");
        assertThat(meet(tls(), "TLSv1.2").getSession().getCipherSuite())
                .isEqualTo("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
    }

    @Test
    void readsChangedFilesAgain() throws Exception {
        ClientTls tls = tls();
        write("clientcert.pem", OWN.pem());
        assertThat(shown(meet(tls, "TLSv1.3"))).isEqualTo(OWN.certificate());
        TestAuthority.Issued next = AUTHORITY.host("me.example", "EC");
        write("clientcert.pem", next.pem());
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(shown(meet(tls, "TLSv1.3"))).isEqualTo(next.certificate());
    }

    @Test
    void tellsTheServerWhichNameIsWanted() throws Exception {
        TestAuthority.Issued other = AUTHORITY.host("other.example", "EC");
        write("servercert.pem", SERVER.pem());
        Files.createDirectory(home.resolve("control/servercerts"));
        write("servercerts/other.example.pem", other.pem());
        ServerTls serving = ServerTls.load(new Control(home), Optional.empty(), log::add);
        try (Wire here = new Wire();
                Wire there = new Wire()) {
            CompletableFuture<Long> upstream =
                    Wire.async(() -> here.theirs.getInputStream().transferTo(there.theirs.getOutputStream()));
            CompletableFuture<Long> downstream =
                    Wire.async(() -> there.theirs.getInputStream().transferTo(here.theirs.getOutputStream()));
            CompletableFuture<Boolean> handshake = Wire.async(() -> {
                serving.over(there.ours).handshake(LONG);
                return true;
            });
            TlsConnection client = tls().over(here.ours, "Other.example", 25);
            client.handshake(LONG);
            handshake.get();
            assertThat(client.peerChain()).containsExactly(other.certificate());
            here.ours.close();
            there.ours.close();
            // Some of the last words may be lost; the wires end in any case.
            assertThat(upstream.exceptionally(reset -> 0L).get()).isNotNegative();
            assertThat(downstream.exceptionally(reset -> 0L).get()).isNotNegative();
        }
    }
}
