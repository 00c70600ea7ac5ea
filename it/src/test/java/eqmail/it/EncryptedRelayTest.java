package eqmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import testkit.FakeDnsServer;
import testkit.SmtpClient;

/** TLS with Postfix (OpenSSL) and Exim (GnuTLS) on either side, where everybody asks everybody for a certificate. */
class EncryptedRelayTest {
    private static final String SENDER = "you@eqmail.test";
    /** Nothing else answers questions at this address. */
    private static final String NAME_SERVER = "127.83.0.53";

    @TempDir
    private static Path folder;

    private static Authority authority;

    @BeforeAll
    static void begin() throws IOException, InterruptedException {
        Desk.needs(Desk.isRoot(), "root, to answer questions on port 53");
        authority = new Authority(folder);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"postfix | (Client CN \"eqmail.test\", Issuer \"Authority\" (verified OK))", "exim    | CV=yes"})
    void passesMailOnForAListedCertificateAndShowsItsOwn(String program, String trace) throws Exception {
        try (FakeDnsServer dns = names();
                Peer far = Peer.encrypted(program, "far.test", issue("mx.far.test"), authority);
                TrialServer server = server(far);
                Peer near = Peer.encrypted(program, "near.test", issue("mx.near.test"), authority, server.port)) {
            send(near.port, far.box(), "encrypted");
            String message = awaitMessage(far, server, near);
            assertThat(dns.questions()).isNotEmpty();
            assertThat(message + far.log())
                    .as("that it believes our certificate")
                    .contains(trace);
            assertThat(message)
                    .contains("\nSubject: encrypted\n")
                    .containsPattern(" with ESMTPS \\([A-Z0-9_-]+ encrypted\\)\n  \\(cert admin@mx\\.near\\.test\\); ");
        }
    }

    @Test
    void keepsMailBackFromWhoeverHasTheWrongCertificate() throws Exception {
        try (FakeDnsServer dns = names();
                Peer far = Peer.encrypted("postfix", "far.test", issue("mx.far.test"), authority);
                TrialServer server = server(far);
                SmtpClient client = server.client()) {
            dns.add("mx.wrong.test", "A", "127.0.0.1");
            client.message("", "me@wrong.test", "Subject: secret\n\nx\n");
            server.awaitLog("TLS_unable_to_verify_server_mx.wrong.test:_received_certificate_for_mx.far.test");
            assertThat(far.log()).doesNotContain("from=<");
        }
    }

    private static String issue(String host) throws IOException, InterruptedException {
        return authority.issue(host, "admin@" + host);
    }

    private static FakeDnsServer names() throws IOException {
        return FakeDnsServer.startOnUsualPort(InetAddress.ofLiteral(NAME_SERVER))
                .add("mx.far.test", "A", "127.0.0.1");
    }

    /** Relays for the certificate of mx.near.test only, and to hosts that show one of the authority only. */
    private static TrialServer server(Peer far) throws IOException, InterruptedException {
        String own = issue("eqmail.test");
        Path servers = Files.writeString(folder.resolve("resolv.conf"), "nameserver " + NAME_SERVER + "\n");
        String route = ":mx.far.test:" + far.port + "\n";
        Map<String, String> control = Map.of(
                "servercert.pem",
                own,
                "clientcert.pem",
                own,
                "clientca.pem",
                authority.pem(),
                "tlsclients",
                "admin@mx.near.test\n",
                "tlshosts/mx.far.test.pem",
                authority.pem(),
                "tlshosts/mx.wrong.test.pem",
                authority.pem(),
                "smtproutes",
                "far.test" + route + "wrong.test" + route.replace("far", "wrong"),
                "rcpthosts",
                "eqmail.test\nwrong.test\n",
                "tcprules",
                ":allow\n");
        String covered = "mount --bind " + servers + " /etc/resolv.conf && exec \"$@\"";
        List<String> under = List.of("unshare", "--mount", "--propagation", "private", "sh", "-c", covered, "under");
        return TrialServer.start(control, Map.of(), under);
    }

    private static void send(int port, String recipient, String subject) throws IOException {
        try (SmtpClient client = new SmtpClient(TrialServer.LOOPBACK, port).hello()) {
            assertThat(client.message(SENDER, recipient, "Subject: " + subject + "\n\nx\n"))
                    .startsWith("250");
            client.expect("221", "QUIT");
        }
    }

    private static String awaitMessage(Peer far, TrialServer server, Peer near) {
        try {
            return far.awaitMessages(1).getFirst();
        } catch (RuntimeException e) {
            throw new AssertionError(near.log() + String.join("\n", server.log()), e);
        }
    }
}
