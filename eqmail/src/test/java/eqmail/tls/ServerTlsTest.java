package eqmail.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.bytes.Latin1;
import eqmail.control.Control;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerTlsTest {
    private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");
    private static final Duration LONG = Duration.ofSeconds(15);

    private static final TestAuthority AUTHORITY = new TestAuthority("A");
    private static final TestAuthority CLIENTS = new TestAuthority("Clients");
    private static final TestAuthority.Issued RSA = AUTHORITY.host("mx.example", "RSA");
    private static final TestAuthority.Issued EC = AUTHORITY.host("mx.example", "EC");

    private final List<String> reports = new ArrayList<>();

    @TempDir
    private Path home;

    @BeforeEach
    void lay() throws IOException {
        write("servercert.pem", RSA.pem() + EC.pem());
    }

    private void write(String file, String text) throws IOException {
        Path path = home.resolve("control").resolve(file);
        Files.createDirectories(path.getParent());
        Files.write(path, Latin1.bytes(text));
    }

    private ServerTls load() throws CredentialException {
        return ServerTls.load(new Control(home), Optional.empty(), reports::add);
    }

    /** A whole handshake. */
    private record Met(X509Certificate certificate, String cipher, ServerTls.Judgement judgement) {}

    private Met meet(ServerTls tls, String protocol, String suite, String host, TestAuthority.Issued... shown)
            throws Exception {
        try (Wire wire = new Wire()) {
            TlsConnection server = tls.over(wire.ours);
            CompletableFuture<Boolean> handshake = Wire.async(() -> {
                server.handshake(LONG);
                return true;
            });
            SSLSocket client = wire.client(protocol, host, shown);
            if (!suite.isEmpty()) {
                client.setEnabledCipherSuites(new String[] {suite});
            }
            client.startHandshake();
            handshake.get();
            return new Met(Wire.shownTo(client), server.cipher(), tls.judge(server, NOW));
        }
    }

    @Test
    void showsTheCertificateThatTheSuiteNeeds() throws Exception {
        ServerTls tls = load();
        Met old = meet(tls, "TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "mx.example");
        assertThat(old.certificate()).isEqualTo(RSA.certificate());
        assertThat(old.cipher()).isEqualTo("ECDHE-RSA-AES256-GCM-SHA384");
        Met young = meet(tls, "TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "mx.example");
        assertThat(young.certificate()).isEqualTo(EC.certificate());
        assertThat(meet(tls, "TLSv1.3", "", "mx.example").cipher()).isEqualTo("TLS_AES_256_GCM_SHA384");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void showsTheCertificateOfTheNameAskedFor(String protocol) throws Exception {
        TestAuthority.Issued other = AUTHORITY.host("other.example", "RSA");
        write("servercerts/Other.Example.pem", other.pem());
        ServerTls tls = load();
        assertThat(meet(tls, protocol, "", "other.example").certificate()).isEqualTo(other.certificate());
        assertThat(meet(tls, protocol, "", "OTHER.example").certificate()).isEqualTo(other.certificate());
        assertThat(Certificates.dnsNames(
                        meet(tls, protocol, "", "third.example").certificate()))
                .containsExactly("mx.example");
    }

    @Test
    void goesOnWithoutAnUnusableCertificateOfOneName() throws Exception {
        write("servercerts/bad.example.pem", "nothing");
        assertThat(Certificates.dnsNames(
                        meet(load(), "TLSv1.3", "", "bad.example").certificate()))
                .containsExactly("mx.example");
        assertThat(reports).singleElement().asString().contains("control/servercerts/bad.example.pem");
    }

    @Test
    void takesTheVariableBeforeTheFileOfCiphers() throws Exception {
        write("tlsserverciphers", "# ours\nECDHE-ECDSA-AES256-GCM-SHA384\nTYPO\n");
        assertThat(meet(load(), "TLSv1.2", "", "mx.example").cipher()).isEqualTo("ECDHE-ECDSA-AES256-GCM-SHA384");
        assertThat(reports).singleElement().asString().contains("TYPO");
        ServerTls other = ServerTls.load(new Control(home), Optional.of("ECDHE-RSA-CHACHA20-POLY1305"), reports::add);
        assertThat(meet(other, "TLSv1.2", "", "mx.example").cipher()).isEqualTo("ECDHE-RSA-CHACHA20-POLY1305");
    }

    private ServerTls withClients(String listed) throws IOException {
        write("clientca.pem", CLIENTS.pem());
        write("tlsclients", listed);
        return load();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void letsAListedClientRelay(String protocol) throws Exception {
        ServerTls tls = withClients("joe@Example.org\n");
        TestAuthority.Issued joe = CLIENTS.person("Joe@example.org");
        assertThat(meet(tls, protocol, "", "mx.example", joe).judgement())
                .isEqualTo(new ServerTls.Judgement.Relay("Joe@example.org"));
    }

    @Test
    void tellsWhyOthersMayNotRelay() throws Exception {
        ServerTls tls = withClients("joe@example.org\n");
        assertThat(meet(tls, "TLSv1.3", "", "mx.example").judgement()).isEqualTo(new ServerTls.Judgement.NoRelay(""));
        assertThat(meet(tls, "TLSv1.3", "", "mx.example", CLIENTS.person("jim@example.org"))
                        .judgement())
                .isEqualTo(new ServerTls.Judgement.NoRelay("email address not in my list of tlsclients"));
        assertThat(meet(tls, "TLSv1.3", "", "mx.example", CLIENTS.host("joe.example", "EC"))
                        .judgement())
                .isEqualTo(new ServerTls.Judgement.NoRelay("contains no email address"));
        assertThat(meet(tls, "TLSv1.3", "", "mx.example", AUTHORITY.person("joe@example.org"))
                        .judgement())
                .isEqualTo(new ServerTls.Judgement.NoRelay("unable to get local issuer certificate"));
    }

    @Test
    void refusesARevokedClient() throws Exception {
        TestAuthority.Issued joe = CLIENTS.person("joe@example.org");
        TestAuthority.Issued ann = CLIENTS.person("ann@example.org");
        write("clientcrl.pem", CLIENTS.revocations(joe));
        ServerTls tls = withClients("joe@example.org\nann@example.org\n");
        assertThat(meet(tls, "TLSv1.3", "", "mx.example", joe).judgement())
                .isEqualTo(new ServerTls.Judgement.NoRelay("certificate revoked"));
        assertThat(meet(tls, "TLSv1.3", "", "mx.example", ann).judgement())
                .isEqualTo(new ServerTls.Judgement.Relay("ann@example.org"));
    }

    @Test
    void letsNobodyRelayWhenTheListOfRevocationsIsDamaged() throws Exception {
        write("clientcrl.pem", Pem.text("X509 CRL", new byte[] {1}));
        ServerTls tls = withClients("joe@example.org\n");
        assertThat(meet(tls, "TLSv1.3", "", "mx.example", CLIENTS.person("joe@example.org"))
                        .judgement())
                .isEqualTo(new ServerTls.Judgement.NoRelay(""));
        assertThat(reports).singleElement().asString().contains("control/clientcrl.pem");
    }

    @Test
    void readsChangedFilesAgainAndKeepsTheLastGoodOnes() throws Exception {
        AtomicLong now = new AtomicLong();
        FreshServerTls fresh = new FreshServerTls(new Control(home), reports::add, now::get);
        ServerTls first = fresh.load(Optional.empty());
        assertThat(fresh.load(Optional.empty())).isSameAs(first);

        write("servercert.pem", EC.pem());
        assertThat(fresh.load(Optional.empty())).isSameAs(first);
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        ServerTls second = fresh.load(Optional.empty());
        assertThat(second).isNotSameAs(first);
        assertThat(meet(second, "TLSv1.3", "", "mx.example").certificate()).isEqualTo(EC.certificate());

        write("servercert.pem", EC.certificatePem());
        for (int i = 0; i < 3; i++) {
            now.addAndGet(Duration.ofSeconds(1).toNanos());
            assertThat(fresh.load(Optional.empty())).isSameAs(second);
        }
        assertThat(reports).singleElement().asString().contains("keeping").contains("no private key");

        Files.delete(home.resolve("control/servercert.pem"));
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThatThrownBy(() -> fresh.load(Optional.empty())).hasMessageContaining("does not exist");
        write("servercert.pem", RSA.pem());
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(fresh.load(Optional.empty())).isNotSameAs(second);
    }

    @Test
    void seesANewFileOfOneName() throws Exception {
        AtomicLong now = new AtomicLong();
        FreshServerTls fresh = new FreshServerTls(new Control(home), reports::add, now::get);
        ServerTls first = fresh.load(Optional.empty());
        write(
                "servercerts/other.example.pem",
                AUTHORITY.host("other.example", "EC").pem());
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(fresh.load(Optional.empty())).isNotSameAs(first);
    }
}
