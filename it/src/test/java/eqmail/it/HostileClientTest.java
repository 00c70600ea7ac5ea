package eqmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import testkit.SmtpClient;

/** Clients that send too much, or too soon, or nonsense: each gets its answer, and others never notice. */
class HostileClientTest {
    private static final String TO = "me@eqmail.test";
    private static final int MOST_RECIPIENTS = 20;
    private static final int MOST_BYTES = 5_000_000;
    private static final int LONGEST_COMMAND = 65_536;
    private static final int LONGEST_RESPONSE = 12_288;
    private static final int LONGEST_HEADER = 4 << 20;

    private static TrialServer server;

    @BeforeAll
    static void start() throws IOException {
        server = TrialServer.start(Map.of("maxrcpt", MOST_RECIPIENTS + "\n", "databytes", MOST_BYTES + "\n"));
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void nothingSaidBeforeTheHandshakeCountsAfterIt() throws Exception {
        try (SmtpClient client = server.client()) {
            client.expect("250", "MAIL FROM:<evil@client.test>");
            client.expect("250", "RCPT TO:<you@eqmail.test>");
            client.send("STARTTLS\r\nMAIL FROM:<evil@client.test>\r\nRCPT TO:<you@eqmail.test>\r\nDATA\r\n");
            assertThat(client.reply()).isEqualTo("220 ready for tls");
            client.tls(believingAll(), "eqmail.test");
            assertThat(client.ask("DATA")).isEqualTo("503 MAIL first (#5.5.1)");
            assertThat(client.ask("RCPT TO:<you@eqmail.test>")).isEqualTo("503 MAIL first (#5.5.1)");
            client.expect("250", "EHLO client.test");
            assertThat(client.message("a@client.test", TO, "Subject: inside\n\n"))
                    .startsWith("250");
        }
        assertThat(server.awaitMessages("me", 1)).noneMatch(message -> message.contains("evil"));
        assertThat(server.messages("you")).isEmpty();
    }

    @Test
    void whateverIsTooLongIsRefusedAndTheSessionGoesOn() throws Exception {
        try (SmtpClient client = server.client()) {
            assertThat(client.ask("NOOP " + "x".repeat(LONGEST_COMMAND))).isEqualTo("500 unrecognised (#5.5.2)");
            assertThat(client.ask("y".repeat(20 * LONGEST_COMMAND))).isEqualTo("500 unrecognised (#5.5.2)");
            assertThat(client.ask("MAIL FROM:<" + "z".repeat(900) + ">")).isEqualTo("555 syntax error (#5.5.4)");
            assertThat(client.ask("MAIL FROM:<a@b> SIZE=" + (MOST_BYTES + 1))).startsWith("552 ");
            client.expect("250", "MAIL FROM:<a@client.test>");
            for (int i = 0; i < MOST_RECIPIENTS; i++) {
                client.expect("250", "RCPT TO:<you+nobody@eqmail.test>");
            }
            assertThat(client.ask("RCPT TO:<me@eqmail.test>")).isEqualTo("452 sorry, too many recipients (#4.5.3)");
            client.expect("250", "RSET");
            assertThat(client.message("a@client.test", "you@eqmail.test", "X: " + "h".repeat(LONGEST_HEADER) + "\n\n"))
                    .isEqualTo("554 sorry, the header of that message is too long (#5.3.4)");
            assertThat(client.message("a@client.test", "you@eqmail.test", "\n" + "b".repeat(MOST_BYTES) + "\n"))
                    .isEqualTo("552 sorry, that message size exceeds my databytes limit (#5.3.4)");
            assertThat(client.ask("EHLO " + "h".repeat(60_000))).startsWith("250-");
            client.expect("221", "QUIT");
        }
        assertThat(server.messages("you")).isEmpty();
    }

    @Test
    void aResponseToAuthThatIsTooLongOrNoBase64IsMalformed() throws Exception {
        String malformed = "501 malformed auth input (#5.5.4)";
        try (SmtpClient client = server.client()) {
            for (String word : new String[] {"PLAIN", "LOGIN", "CRAM-MD5"}) {
                for (String line : new String[] {"A".repeat(LONGEST_RESPONSE + 1), "=", "!!!!", "A", "\0\0\0\0", ""}) {
                    client.expect("334", "AUTH " + word);
                    assertThat(client.ask(line)).as(word).isEqualTo(malformed);
                }
            }
            assertThat(client.ask("AUTH PLAIN " + "A".repeat(LONGEST_RESPONSE + 4)))
                    .isEqualTo(malformed);
            assertThat(client.ask("AUTH PLAIN ====")).isEqualTo(malformed);
            client.expect("221", "QUIT");
        }
        assertThat(server.log()).noneMatch(line -> line.startsWith("auth: "));
    }

    /** The server's certificate is one of its own making. */
    private static SSLContext believingAll() throws Exception {
        TrustManager all = new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {
                // Nobody is asked here.
            }

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {
                // Whoever it is.
            }

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        };
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {all}, new SecureRandom());
        return context;
    }
}
