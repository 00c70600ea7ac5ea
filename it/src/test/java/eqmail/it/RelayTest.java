package eqmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import testkit.SmtpClient;

/** Mail between this server and others: Postfix before it; Postfix, Exim and OpenSMTPD behind it. */
class RelayTest {
    private static final String SENDER = "you@eqmail.test";
    private static final Pattern RECEIVED = Pattern.compile("^Received: .*(?:\n[ \t].*)*", Pattern.MULTILINE);

    @Test
    void passesMailFromOnePostfixToAnother() throws Exception {
        try (Peer far = Peer.postfix("far.test");
                TrialServer server = TrialServer.start(routeTo(far));
                Peer near = Peer.postfix("near.test", server.port)) {
            send(near.port, far.box());
            assertArrived(far, server);
            for (String message : far.awaitMessages(Specimens.all().size())) {
                List<String> chain =
                        RECEIVED.matcher(message).results().map(r -> r.group()).toList();
                assertThat(chain).hasSize(4);
                assertThat(chain.get(0))
                        .startsWith("Received: from eqmail.test ")
                        .contains("by mx.far.test (Postfix) with ");
                assertThat(chain.get(1)).matches("Received: \\(qmail \\d+ invoked from network\\); .*");
                assertThat(chain.get(2))
                        .matches("Received: from unknown \\(HELO mx\\.near\\.test\\) \\(127\\.0\\.0\\.1\\)\n"
                                + "  by eqmail\\.test with E?SMTP; .*");
                assertThat(chain.get(3)).contains("by mx.near.test (Postfix) with ");
            }
        }
    }

    @Test
    void handsMailOverToExim() throws Exception {
        handsOver(Peer.exim("far.test"));
    }

    @Test
    void handsMailOverToOpenSmtpd() throws Exception {
        handsOver(Peer.openSmtpd("far.test"));
    }

    private static void handsOver(Peer peer) throws Exception {
        try (peer;
                TrialServer server = TrialServer.start(routeTo(peer))) {
            send(server.port, peer.box());
            assertArrived(peer, server);
            assertThat(remote(server, peer.box()))
                    .startsWith("r\0K127.0.0.1 accepted message.\nRemote host said: 250 ");
            assertThat(remote(server, "stranger@far.test"))
                    .matches("(?s)h127\\.0\\.0\\.1 does not like recipient\\.\nRemote host said: 5\\d\\d .*");
            try (SmtpClient client = server.client()) {
                client.message(SENDER, "stranger@far.test", "Subject: unwanted\n\nbody\n");
            }
            assertThat(server.awaitMessages("you", 1).getFirst())
                    .startsWith("Return-Path: <>\n")
                    .contains("\n<stranger@far.test>:\n127.0.0.1 does not like recipient.\nRemote host said: 5")
                    .endsWith("\nSubject: unwanted\n\nbody\n");
        }
    }

    private static Map<String, String> routeTo(Peer peer) {
        return Map.of("smtproutes", peer.domain + ":127.0.0.1:" + peer.port + "\n");
    }

    private static void send(int port, String recipient) throws IOException {
        try (SmtpClient client = new SmtpClient(InetAddress.getLoopbackAddress(), port).hello()) {
            for (String specimen : Specimens.all().values()) {
                assertThat(client.message(SENDER, recipient, specimen)).startsWith("250");
            }
            client.expect("221", "QUIT");
        }
    }

    private static void assertArrived(Peer peer, TrialServer server) {
        assertThat(Specimens.carried(peer.awaitMessages(Specimens.all().size())))
                .as(() -> "byte for byte; " + peer.log() + String.join("\n", server.log()))
                .containsExactlyInAnyOrderElementsOf(Specimens.all().keySet());
    }

    /** Report of the command qmail-remote on one message to one recipient. */
    private static String remote(TrialServer server, String recipient) throws Exception {
        Path message = Files.writeString(server.home.resolve("message"), "Subject: by hand\n\n.\n");
        ProcessBuilder builder = new ProcessBuilder(
                        Desk.command("qmail-remote").toString(), "far.test", SENDER, recipient)
                .redirectInput(message.toFile())
                .redirectOutput(server.home.resolve("report").toFile());
        builder.environment().put("QMAILHOME", server.home.toString());
        Process process = builder.start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return Files.readString(server.home.resolve("report"), StandardCharsets.ISO_8859_1);
    }
}
