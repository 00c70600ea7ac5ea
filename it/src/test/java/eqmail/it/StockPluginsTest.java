package eqmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import testkit.SmtpClient;

/** The plug-ins that come with the server, listed together, against clients from elsewhere. Nothing asks a name server. */
class StockPluginsTest {
    private static final String PLUGINS = """
        [connection]
        bin/spp-greetdelay
        [helo]
        bin/spp-helocheck
        [mail]
        bin/spp-ratelimit
        bin/spp-mfcheck
        bin/spp-spf
        [rcpt]
        bin/spp-rcptcheck
        bin/spp-greylist
        """;
    private static final String SENDER = "ann@[192.0.2.99]";

    private static TrialServer server;
    private static int port;

    @BeforeAll
    static void start() throws IOException {
        port = TrialServer.freePort();
        server = TrialServer.start(Map.of(
                "listeners",
                "smtp 127.0.0.1:" + port + " proxy=127.0.0.1\n",
                "smtpplugins",
                PLUGINS,
                "sppgreetdelay",
                "delay 1\n",
                "sppratelimit",
                "address 3 3600\n",
                "spprcptcheck",
                "free 2\ndelay 0\nclose 3\n",
                "sppgreylist",
                "delay 1\n"));
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    /** A client that seems to come from {@code ip}, before its greeting. */
    private static SmtpClient from(String ip) throws IOException {
        SmtpClient client = new SmtpClient(TrialServer.LOOPBACK, port);
        client.send("PROXY TCP4 " + ip + " 198.51.100.25 40000 25\r\n");
        return client;
    }

    private static SmtpClient greeted(String ip) throws IOException {
        SmtpClient client = from(ip);
        client.reply();
        client.expect("250", "EHLO [" + ip + "]");
        return client;
    }

    @Test
    void eachPlaysItsPartInOneSession() throws IOException {
        long begin = System.nanoTime();
        try (SmtpClient client = from("192.0.2.7")) {
            assertThat(client.reply()).startsWith("220 ");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
            assertThat(client.ask("EHLO eqmail.test"))
                    .isEqualTo("550 sorry, the name you gave at HELO is mine (#5.7.1)");
            assertThat(client.ask("EHLO 192.0.2.7")).startsWith("501 HELO needs ");
            client.expect("250", "EHLO [192.0.2.7]");
            assertThat(client.ask("MAIL FROM:<ann@[192.0.2]>")).endsWith(" does not exist (#5.1.8)");
            client.expect("250", "MAIL FROM:<" + SENDER + ">");
            assertThat(client.ask("RCPT TO:<me+nobody@eqmail.test>"))
                    .isEqualTo("550 sorry, no mailbox here by that name (#5.1.1)");
            assertThat(client.ask("RCPT TO:<me@eqmail.test>")).startsWith("451 greylisted, please try again in ");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> client.ask("RCPT TO:<me@eqmail.test>").startsWith("250 "));
            client.expect("354", "DATA");
            client.expect("250", "Subject: stock\r\n\r\nx\r\n.");
        }
        assertThat(server.awaitMessages("me", 1).getFirst())
                .contains("\nReceived-SPF: none (eqmail.test: domain of ann@[192.0.2.99] does not say")
                .contains("\n\treceiver=eqmail.test; client-ip=192.0.2.7; helo=\"[192.0.2.7]\";\n");
    }

    @Test
    void guessingRecipientsEndsTheConnection() throws IOException {
        try (SmtpClient client = greeted("192.0.2.8")) {
            client.expect("250", "MAIL FROM:<>");
            for (int i = 0; i < 3; i++) {
                client.expect("550", "RCPT TO:<me+guess" + i + "@eqmail.test>");
            }
            assertThat(client.ask("RCPT TO:<me+guess@eqmail.test>")).startsWith("421 sorry, too many recipients");
        }
    }

    @Test
    void aLimitHoldsOverSessionsAndFollowsItsSettings() throws IOException {
        try (SmtpClient client = greeted("192.0.2.9")) {
            for (int i = 0; i < 3; i++) {
                client.expect("250", "MAIL FROM:<>");
            }
        }
        try (SmtpClient client = greeted("192.0.2.9")) {
            assertThat(client.ask("MAIL FROM:<>")).startsWith("451 too much mail from you, try again in ");
            Files.writeString(server.home.resolve("control/sppratelimit"), "allow 192.0.2.9\n");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> client.ask("MAIL FROM:<>").startsWith("250 "));
        }
    }

    @Test
    void theCommandKnowsWhatTheServerKnows() throws IOException, InterruptedException {
        try (SmtpClient client = greeted("203.0.113.10")) {
            client.expect("250", "MAIL FROM:<" + SENDER + ">");
            client.expect("451", "RCPT TO:<you@eqmail.test>");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> client.ask("RCPT TO:<you@eqmail.test>").startsWith("250 "));
        }
        assertThat(command("you@eqmail.test")).isEmpty();
        assertThat(command("me@eqmail.test")).matches("E451 greylisted, please try again in 1 seconds .#4.7.1.\n");
    }

    private static String command(String recipient) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(Desk.command("spp-greylist").toString());
        builder.environment().put("QMAILHOME", server.home.toString());
        builder.environment()
                .putAll(Map.of(
                        "TCPREMOTEIP",
                        "203.0.113.10",
                        "SMTPHELOHOST",
                        "x",
                        "SMTPMAILFROM",
                        SENDER,
                        "SMTPRCPTTO",
                        recipient));
        Process process = builder.redirectError(ProcessBuilder.Redirect.appendTo(
                        server.home.resolve("commands.log").toFile()))
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        return out;
    }
}
