package eqmail.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import testkit.SmtpClient;

/** What a newcomer sees of {@code make run}. */
class RunTest {
    /** No account of the machine. */
    private static final int SOMEBODY = 54_322;

    @Test
    void deliversTheFirstMessageAndStopsInGoodOrder() throws Exception {
        try (TrialServer server = TrialServer.start(Map.of());
                SmtpClient client = server.client()) {
            String reply = client.message("you@eqmail.test", "me@eqmail.test", "Subject: hello\n\nIt works.\n");
            assertThat(reply).matches("250 ok \\d+ qp \\d+");
            assertThat(server.awaitMessages("me", 1).getFirst())
                    .startsWith("Return-Path: <you@eqmail.test>\nDelivered-To: me@eqmail.test\nReceived: (qmail ")
                    .endsWith("\nSubject: hello\n\nIt works.\n");
            client.expect("221", "QUIT");
            assertThat(server.stop()).isZero();
            assertThat(server.log().getLast()).isEqualTo("status: exiting");
        }
    }

    @Test
    void saysHowToSendTheFirstMessageAndWhereItWillLie() throws Exception {
        try (TrialServer server = TrialServer.start(Map.of())) {
            server.awaitLog("--mail-rcpt me@eqmail.test");
            server.awaitLog(server.maildir("me").resolve("new").toString());
        }
    }

    @Test
    void servesBothFamilies() throws Exception {
        int port = TrialServer.freePort();
        String listeners = "smtp 127.0.0.1:" + port + "\nsmtp [::1]:" + port + "\n";
        try (TrialServer server = TrialServer.start(Map.of("listeners", listeners));
                SmtpClient v4 = new SmtpClient(loopback(127, 0, 0, 1), port);
                SmtpClient v6 = new SmtpClient(loopback(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), port)) {
            assertThat(server).isNotNull();
            assertThat(v4.reply()).startsWith("220 eqmail.test ESMTP");
            v6.hello();
            assertThat(v6.message("you@eqmail.test", "me@eqmail.test", "x\n")).startsWith("250");
            assertThat(server.awaitMessages("me", 1).getFirst()).contains("from unknown (HELO client.test) (::1)");
        }
    }

    @Test
    void letsAnotherServerInTheSameHomeDownGently() throws Exception {
        try (TrialServer server = TrialServer.start(Map.of())) {
            Files.writeString(
                    server.home.resolve("control/listeners"), "smtp 127.0.0.1:" + TrialServer.freePort() + "\n");
            ProcessBuilder second = new ProcessBuilder(Desk.command("eqmail").toString(), "run");
            second.environment().put("QMAILHOME", server.home.toString());
            Process process = second.redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).isEqualTo(111);
            assertThat(output).contains("alert: cannot start: qmail-send is already running");
        }
    }

    @Test
    void asRootTakesNoHomeAwayFromOtherAccounts() throws Exception {
        Desk.needs(Desk.isRoot(), "root");
        try (TrialServer server = TrialServer.start(Map.of())) {
            server.stop();
            Files.setAttribute(server.home.resolve("alias"), "unix:uid", SOMEBODY);
            assertThatThrownBy(server::again).hasMessageMatching("(?s).*/alias belongs to another account; .*");
            assertThat(Files.getAttribute(server.home.resolve("alias"), "unix:uid"))
                    .isEqualTo(SOMEBODY);
        }
    }

    @Test
    void refusesToStartWithSettingsThatMakeNoSense() throws Exception {
        try (TrialServer server = TrialServer.start(Map.of())) {
            server.stop();
            Files.delete(server.home.resolve("control/locals"));
            Files.createDirectory(server.home.resolve("control/locals"));
            assertThatThrownBy(server::again).hasMessageContaining("control/locals: is a directory");
        }
    }

    @Test
    void keepsItsSettingsWhenAChangeMakesNoSense() throws Exception {
        try (TrialServer server = TrialServer.start(Map.of())) {
            Files.delete(server.home.resolve("control/locals"));
            Files.createDirectory(server.home.resolve("control/locals"));
            server.signal("HUP");
            server.awaitLog("alert: unable to reread control/locals");
            try (SmtpClient client = server.client()) {
                client.message("you@eqmail.test", "me@eqmail.test", "x\n");
            }
            assertThat(server.awaitMessages("me", 1)).hasSize(1);
        }
    }

    @Test
    void takesMailOfCommandsByItsSocketAndFromTheDropDirectory() throws Exception {
        try (TrialServer server = TrialServer.start(Map.of())) {
            assertThat(queue(server, "first\n")).isZero();
            server.awaitMessages("me", 1);
            server.stop();
            assertThat(queue(server, "second\n")).isZero();
            server.again();
            List<String> messages = server.awaitMessages("me", 2);
            assertThat(messages).anyMatch(m -> m.endsWith("\nfirst\n")).anyMatch(m -> m.endsWith("\nsecond\n"));
        }
    }

    private static InetAddress loopback(int... bytes) throws IOException {
        byte[] address = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            address[i] = (byte) bytes[i];
        }
        return InetAddress.getByAddress(address);
    }

    private static int queue(TrialServer server, String message) throws IOException, InterruptedException {
        String script =
                "printf 'Fyou@eqmail.test\\0Tme@eqmail.test\\0\\0' | { exec 3<&0; printf '%s' \"$1\" | \"$0\" 1<&3; }";
        ProcessBuilder builder = new ProcessBuilder(
                "sh", "-c", script, Desk.command("qmail-queue").toString(), message);
        builder.environment().put("QMAILHOME", server.home.toString());
        return builder.inheritIO().start().waitFor();
    }
}
