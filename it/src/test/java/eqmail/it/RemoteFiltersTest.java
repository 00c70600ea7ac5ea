package eqmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import testkit.SmtpClient;
import testkit.SmtpSink;

/** Messages of the packed image are rewritten and signed once on their way out, whichever way that is. */
class RemoteFiltersTest {
    private static final String REWRITE = ":sed 's/^Subject: .*/&, rewritten/'; echo rewrote >&2";

    @Test
    void rewritesAndSignsOnceInProcessAndBehindBeforemote() throws Exception {
        try (SmtpSink far = SmtpSink.start();
                TrialServer server = TrialServer.start(Map.of(
                        "smtproutes", "far.test:127.0.0.1:" + far.port() + "\n",
                        "remotefilters", REWRITE + "\nbin/dkim-sign\n"))) {
            lay(server.home.resolve("etc/dkimkeys/eqmail.test/default"), key());
            lay(server.home.resolve("etc/qdkim.conf"), "DOSIGN=1\n");
            send(server, "one");
            assertOnce(far, 1, "one");
            assertThat(server.log()).contains("remotefilters: " + REWRITE + ": rewrote");

            lay(server.home.resolve("control/beforemote"), "sed s/body/text/ | exec \"$BINDIR/qmail-remote\" \"$@\"\n");
            Awaitility.await().pollInterval(java.time.Duration.ofMillis(300)).untilAsserted(() -> {
                int before = far.texts().size();
                send(server, "two");
                awaitTexts(far, before + 1);
                assertThat(far.texts().getLast()).contains("\ntext\n");
            });
            assertOnce(far, far.texts().size(), "two");
        }
    }

    private static void assertOnce(SmtpSink far, int count, String subject) {
        awaitTexts(far, count);
        assertThat(far.texts().getLast())
                .startsWith("DKIM-Signature: v=1; a=ed25519-sha256;")
                .containsOnlyOnce("DKIM-Signature: ")
                .contains("\nSubject: " + subject + ", rewritten\n");
    }

    private static void awaitTexts(SmtpSink far, int count) {
        Awaitility.await().untilAsserted(() -> assertThat(far.texts()).hasSize(count));
    }

    private static void send(TrialServer server, String subject) throws Exception {
        try (SmtpClient client = server.client()) {
            client.message(
                    "you@eqmail.test",
                    "r@far.test",
                    "From: you@eqmail.test\nTo: r@far.test\nSubject: " + subject + "\n\nbody\n");
        }
    }

    private static void lay(Path file, String text) throws Exception {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static String key() throws Exception {
        byte[] key = KeyPairGenerator.getInstance("Ed25519")
                .generateKeyPair()
                .getPrivate()
                .getEncoded();
        return String.join(
                "\n",
                List.of(
                        "-----BEGIN PRIVATE KEY-----",
                        Base64.getEncoder().encodeToString(key),
                        "-----END PRIVATE KEY-----",
                        ""));
    }
}
