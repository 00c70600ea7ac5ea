package eqmail.smtpd;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.control.Control;
import eqmail.net.SocketConnection;
import eqmail.net.WriteDeadlines;
import eqmail.tls.ServerTls;
import eqmail.tls.TestAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import testkit.SmtpClient;

/** STARTTLS and SMTPS over a real socket, with the JDK's own socket as the client. */
class TlsSessionTest {
    private static final int PATIENCE_SECONDS = 30;
    private static final TestAuthority AUTHORITY = new TestAuthority("A");
    private static final TestAuthority.Issued OWN = AUTHORITY.host("mail.example.org", "EC");
    private static final SSLContext TRUSTING = TestAuthority.client();
    private static final String HOST = "mail.example.org";

    private final Rig rig = new Rig();
    private ServerSocketChannel listener;
    private SmtpClient client;
    private final CompletableFuture<Integer> exit =
            new CompletableFuture<Integer>().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS);

    @TempDir
    private Path home;

    @BeforeEach
    void listen() throws IOException {
        write("servercert.pem", OWN.pem());
        rig.certificate = true;
        rig.tls = ciphers -> ServerTls.load(new Control(home), ciphers, rig.log::add);
        listener = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        InetSocketAddress address = (InetSocketAddress) listener.getLocalAddress();
        client = new SmtpClient(address.getAddress(), address.getPort());
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        listener.close();
    }

    private void write(String file, String text) throws IOException {
        Path path = home.resolve("control").resolve(file);
        Files.createDirectories(path.getParent());
        Files.write(path, Latin1.bytes(text));
    }

    /** The server takes the client's connection and begins a session. */
    private void serve() throws IOException {
        SocketConnection connection = new SocketConnection(listener.accept(), new WriteDeadlines(System::nanoTime));
        Thread.ofVirtual().start(() -> {
            try (connection) {
                exit.complete(new Session(connection, rig.env, rig.host()).run());
            } catch (IOException | RuntimeException e) {
                exit.completeExceptionally(e);
            }
        });
    }

    /** Greeting, EHLO and STARTTLS. */
    private void startTls() throws IOException {
        serve();
        client.hello();
        assertThat(client.ask("STARTTLS")).isEqualTo("220 ready for tls");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2 (TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLSv1.3 (TLS_AES_256_GCM_SHA384"})
    void takesAMessageAndTellsItsCipher(String versionAndCipher) throws Exception {
        startTls();
        client.tls(TRUSTING, HOST, versionAndCipher.substring(0, 7));
        assertThat(client.ask("EHLO client.example")).doesNotContain("STARTTLS").contains("PIPELINING");
        assertThat(client.message("s@client.example", "user@example.org", "Subject: x\n\nhello\n"))
                .startsWith("250 ok");
        assertThat(client.ask("QUIT")).startsWith("221");
        assertThat(exit.get()).isZero();
        String cipher =
                versionAndCipher.startsWith("TLSv1.2") ? "ECDHE-ECDSA-AES256-GCM-SHA384" : "TLS_AES_256_GCM_SHA384";
        assertThat(rig.recording.messages().getFirst().text())
                .contains(" with ESMTPS (" + cipher + " encrypted); 22 Nov 2026");
    }

    @Test
    void forgetsWhatWasSaidInClearText() throws Exception {
        serve();
        client.hello();
        client.expect("250", "MAIL FROM:<s@client.example> AUTH=<forged@example.org>");
        client.expect("250", "RCPT TO:<user@example.org>");
        client.expect("220", "STARTTLS");
        client.tls(TRUSTING, HOST);
        assertThat(client.ask("RCPT TO:<user@example.org>")).isEqualTo("503 MAIL first (#5.5.1)");
        assertThat(client.ask("DATA")).isEqualTo("503 MAIL first (#5.5.1)");
        client.message("s@client.example", "user@example.org", "x\n");
        assertThat(rig.recording.messages().getFirst().text())
                .startsWith("Received: from client.example.net (192.0.2.7)\n")
                .doesNotContain("forged");
        assertThat(rig.env).doesNotContainKey("TCPREMOTEINFO");
    }

    @Test
    void throwsAwayWhatWasSentAheadInClearText() throws Exception {
        serve();
        client.hello();
        client.send("STARTTLS\r\nMAIL FROM:<evil@x.example>\r\nRCPT TO:<user@example.org>\r\n");
        assertThat(client.reply()).isEqualTo("220 ready for tls");
        client.tls(TRUSTING, HOST);
        assertThat(client.ask("NOOP")).isEqualTo("250 ok");
        assertThat(client.ask("RCPT TO:<user@example.org>")).isEqualTo("503 MAIL first (#5.5.1)");
    }

    @Test
    void throwsAwayWhatFollowsARefusedStarttls() throws Exception {
        serve();
        client.hello();
        client.send("STARTTLS now\r\nMAIL FROM:<evil@x.example>\r\n");
        assertThat(client.reply()).startsWith("501 Syntax error");
        assertThat(client.ask("RCPT TO:<user@example.org>")).startsWith("503");
        Files.delete(home.resolve("control/servercert.pem"));
        client.send("STARTTLS\r\nMAIL FROM:<evil@x.example>\r\n");
        assertThat(client.reply())
                .isEqualTo("454 TLS missing certificate: control/servercert.pem: file does not exist (#4.3.0)");
        assertThat(client.ask("RCPT TO:<user@example.org>")).startsWith("503");
    }

    @Test
    void offersNoSecondTls() throws Exception {
        startTls();
        client.tls(TRUSTING, HOST);
        assertThat(client.ask("STARTTLS")).isEqualTo("502 unimplemented (#5.5.1)");
        assertThat(client.ask("NOOP")).isEqualTo("250 ok");
    }

    @Test
    void saysGoodbyeInTls() throws Exception {
        startTls();
        var socket = client.tls(TRUSTING, HOST);
        client.expect("221", "QUIT");
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
        assertThat(exit.get()).isZero();
    }

    @Test
    void endsWhenTheHandshakeFails() throws Exception {
        startTls();
        client.send("EHLO client.example\r\n");
        assertThat(exit.get()).isEqualTo(Session.FAILED);
        assertThat(rig.log).singleElement().asString().startsWith("qmail-smtpd: read failed");
    }

    @Test
    void speaksTlsAtOnceWhenToldSo() throws Exception {
        rig.env.put("SMTPS", "");
        serve();
        client.tls(TRUSTING, HOST);
        assertThat(client.reply()).isEqualTo("220 mail.example.org ESMTP");
        assertThat(client.ask("EHLO client.example")).doesNotContain("STARTTLS");
        client.expect("221", "QUIT");
        assertThat(exit.get()).isZero();
    }

    @Test
    void saysInClearTextThatItCannotSpeakTlsAtOnce() throws Exception {
        rig.env.put("SMTPS", "1");
        Files.delete(home.resolve("control/servercert.pem"));
        serve();
        assertThat(client.reply()).startsWith("454 TLS missing certificate: ");
        assertThat(exit.get()).isEqualTo(Session.FAILED);
        assertThat(rig.log).singleElement().asString().startsWith("qmail-smtpd: read failed: (null) from");
    }

    @Test
    void relaysForAListedCertificate() throws Exception {
        TestAuthority clients = new TestAuthority("Clients");
        write("clientca.pem", clients.pem());
        write("tlsclients", "joe@example.org\n");
        startTls();
        client.tls(TestAuthority.client(clients.person("joe@example.org")), HOST);
        client.expect("250", "EHLO client.example");
        assertThat(client.message("joe@example.org", "x@far.example", "x\n")).startsWith("250 ok");
        assertThat(rig.recording.messages().getFirst().text())
                .contains(" encrypted)\n  (cert joe@example.org); 22 Nov 2026");
        assertThat(rig.env).containsEntry("RELAYCLIENT", "");
    }

    @Test
    void tellsWhyACertificateDoesNotHelp() throws Exception {
        TestAuthority clients = new TestAuthority("Clients");
        TestAuthority.Issued joe = clients.person("joe@example.org");
        write("clientca.pem", clients.pem());
        write("clientcrl.pem", clients.revocations(joe));
        write("tlsclients", "joe@example.org\n");
        startTls();
        client.tls(TestAuthority.client(joe), HOST);
        client.expect("250", "MAIL FROM:<joe@example.org>");
        String refusal = "553 sorry, that domain isn't in my list of allowed rcpthosts; "
                + "no valid cert for gatewaying: certificate revoked (#5.7.1)";
        assertThat(client.ask("RCPT TO:<x@far.example>")).isEqualTo(refusal);
        assertThat(client.ask("RCPT TO:<user@example.org>")).isEqualTo("250 ok");
        assertThat(client.ask("RCPT TO:<y@far.example>")).isEqualTo(refusal);
    }
}
