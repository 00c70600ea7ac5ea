package eqmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import testkit.SmtpClient;

/** Delivery programs of others as lines of .qmail files; they run as the account of the server, which is not root. */
class DeliveryProgramsTest {
    private static final String SENDER = "you@eqmail.test";
    private static final String DOVECOT_LDA = "/usr/lib/dovecot/dovecot-lda";
    /** The lines that a mailbox delivery would put before the message. */
    private static final String HEADED = "(printf %s \"$UFLINE$RPLINE$DTLINE\"; cat) | ";

    private static TrialServer server;
    private static Path account;

    @BeforeAll
    static void start() throws IOException {
        server = TrialServer.start(Map.of());
        account = server.home.resolve("mail/me");
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void procmailFilesEveryKindOfMessage() throws Exception {
        Desk.needsProgram("procmail");
        place("procmail.rc", "MAILDIR=" + account + "\nLOGFILE=" + account + "/procmail.log\n:0\nprocmail/\n");
        line("procmail", Desk.command("preline") + " procmail -m " + account + "/procmail.rc");
        sendSpecimens("procmail");
        List<String> messages = awaitSpecimens("procmail/new", "procmail.log");
        assertThat(messages).allMatch(m -> m.contains("\nDelivered-To: me+procmail@eqmail.test\n"));
    }

    @Test
    void procmailSaysHowADeliveryEnds() throws Exception {
        Desk.needsProgram("procmail");
        String refuse = ":0\n* ^Subject: refuse\n{\nEXITCODE=77\n:0\n/dev/null\n}\n";
        String later = ":0\n* ^Subject: later\n{\nEXITCODE=75\nHOST=\n}\n";
        String keep = ":0\nverdicts/\n";
        place("verdicts.rc", "MAILDIR=" + account + "\n" + refuse + later + keep);
        line("verdicts", "procmail -m " + account + "/verdicts.rc");
        send("verdicts", "Subject: refuse\n\nx\n");
        assertThat(server.awaitMessages("you", 1).getFirst()).contains("\n<me+verdicts@eqmail.test>:\n");
        send("verdicts", "Subject: later\n\nx\n");
        server.awaitLog(" deferral: ");
        place("verdicts.rc", "MAILDIR=" + account + "\n" + keep);
        server.signal("ALRM");
        assertThat(await("verdicts/new", 1, "procmail.log").getFirst()).endsWith("Subject: later\n\nx\n");
        assertThat(server.messages("you")).hasSize(1);
    }

    @Test
    void maildropFilesEveryKindOfMessage() throws Exception {
        Desk.needsProgram("maildrop");
        place("maildrop.rc", "to \"" + account + "/dropped\"\n");
        line("maildrop", "mkdir -p dropped/tmp dropped/new dropped/cur && exec maildrop " + account + "/maildrop.rc");
        sendSpecimens("maildrop");
        awaitSpecimens("dropped/new", "maildrop.log");
    }

    @Test
    void dovecotFilesEveryKindOfMessage() throws Exception {
        Desk.needs(Files.isExecutable(Path.of(DOVECOT_LDA)), DOVECOT_LDA);
        place("dovecot.conf", """
            base_dir = HOME/dovecot/run
            state_dir = HOME/dovecot/state
            log_path = HOME/dovecot.log
            ssl = no
            protocols =
            mail_location = maildir:HOME/dovecot/mail
            first_valid_uid = 1
            first_valid_gid = 0
            postmaster_address = postmaster@eqmail.test
            hostname = eqmail.test
            """.replace("HOME", account.toString()));
        line(
                "dovecot",
                HEADED + "USER=me " + DOVECOT_LDA + " -c " + account
                        + "/dovecot.conf -f \"$SENDER\" -a \"$RECIPIENT\" -e");
        sendSpecimens("dovecot");
        List<String> messages = awaitSpecimens("dovecot/mail/new", "dovecot.log");
        assertThat(messages).allMatch(m -> m.contains("\nDelivered-To: me+dovecot@eqmail.test\n"));
    }

    @Test
    void linesOfOurOwnRedirectAndForward() throws Exception {
        String redirect = "|" + Desk.command("condredirect") + " me+yes@eqmail.test grep -q '^Subject: yes'\n";
        String forward = "|" + Desk.command("forward") + " me+copy@eqmail.test\n";
        place(".qmail-choice", redirect + forward + "./kept\n");
        place(".qmail-yes", "./redirected\n");
        place(".qmail-copy", "./copied\n");
        send("choice", "Subject: yes\n\nx\n");
        send("choice", "Subject: no\n\nx\n");
        awaitText("redirected", "\nDelivered-To: me+choice@eqmail.test\n", "\nSubject: yes\n");
        awaitText("copied", "\nDelivered-To: me+choice@eqmail.test\n", "\nSubject: no\n");
        awaitText("kept", "\nSubject: no\n");
        assertThat(account.resolve("kept")).content().doesNotContain("Subject: yes");
        assertThat(account.resolve("redirected")).content().doesNotContain("Subject: no");
    }

    private static void awaitText(String mbox, String... parts) {
        Path file = account.resolve(mbox);
        Awaitility.await(mbox)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(Files.exists(file) ? Files.readString(file) : "")
                        .as(() -> logs("none"))
                        .contains(parts));
    }

    /** A file of the account that only it can write, as these programs demand. */
    private static void place(String name, String text) throws IOException {
        Path file = Files.writeString(account.resolve(name), text);
        Files.setAttribute(file, "unix:uid", Files.getAttribute(account, "unix:uid"));
        Files.setAttribute(file, "unix:gid", Files.getAttribute(account, "unix:gid"));
    }

    /** The program for mail to me+extension. */
    private static void line(String extension, String command) throws IOException {
        place(".qmail-" + extension, "|" + command + "\n");
    }

    private static void send(String extension, String message) {
        try (SmtpClient client = server.client()) {
            assertThat(client.message(SENDER, "me+" + extension + "@eqmail.test", message))
                    .startsWith("250");
        } catch (IOException e) {
            throw new AssertionError(String.join("\n", server.log()), e);
        }
    }

    /** Messages of a folder of the account, once there are so many. */
    private static List<String> await(String folder, int count, String log) {
        Path directory = account.resolve(folder);
        Awaitility.await(folder)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> {
                    List<String> names = Files.isDirectory(directory) ? Peer.texts(directory) : List.of();
                    assertThat(names).as(() -> logs(log)).hasSize(count);
                });
        return Peer.texts(directory);
    }

    private static String logs(String name) {
        Path file = account.resolve(name);
        String log = String.join("\n", server.log());
        try {
            return Files.exists(file) ? log + "\n" + Files.readString(file, StandardCharsets.ISO_8859_1) : log;
        } catch (IOException e) {
            return log + e;
        }
    }

    private static void sendSpecimens(String extension) {
        Specimens.all().values().forEach(specimen -> send(extension, specimen));
    }

    /** Every kind arrives byte for byte; gives what arrived. */
    private static List<String> awaitSpecimens(String folder, String log) {
        List<String> messages = await(folder, Specimens.all().size(), log);
        assertThat(Specimens.carried(messages))
                .containsExactlyInAnyOrderElementsOf(Specimens.all().keySet());
        return messages;
    }
}
