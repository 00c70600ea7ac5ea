package eqmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import testkit.SmtpClient;

/** {@code qmail-start} of the packed image: separated privileges, with accounts of its own in a mount namespace. */
@Timeout(300)
class RootModeTest {
    private final RootHome root;

    RootModeTest() throws IOException {
        root = new RootHome();
    }

    @AfterEach
    void clean() throws Exception {
        root.remove();
    }

    private Process start() throws IOException {
        return root.start("log", "qmail-start", "./Maildir/");
    }

    /** Lines of any bytes but NUL, CR and LF; some begin with a dot. */
    private static String text(int bytes) {
        Random random = new Random(bytes);
        StringBuilder text = new StringBuilder("Subject: big\n\n");
        while (text.length() < bytes) {
            for (int i = random.nextInt(70); i > 0; i--) {
                text.append((char) (random.nextInt(4) == 0 ? 128 + random.nextInt(128) : 32 + random.nextInt(95)));
            }
            text.append(random.nextInt(10) == 0 ? "\n." : "\n");
        }
        return text.append('\n').toString();
    }

    @Test
    void deliversAsTheUserWhatIsTooBigForTheHelpersMemory() throws Exception {
        Process server = start();
        try {
            root.awaitService(server);
            String big = text(700_000);
            try (SmtpClient client = new SmtpClient(TrialServer.LOOPBACK, root.port()).hello()) {
                assertThat(client.message("s@example.net", "joe@root.test", big))
                        .startsWith("250 ");
                assertThat(client.message("s@example.net", "joe@root.test", "small\n"))
                        .startsWith("250 ");
            }
            Awaitility.await("delivery")
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> root.delivered().size() == 2);
            for (Path file : root.delivered()) {
                assertThat(Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS))
                        .isEqualTo(RootHome.JOE);
            }
            assertThat(root.delivered().stream().map(RootHome::read))
                    .anyMatch(text -> text.endsWith("\n" + big))
                    .anyMatch(text -> text.endsWith("\nsmall\n"));
        } finally {
            RootHome.stop(server);
        }
        assertThat(root.log()).endsWith("status: exiting\n").doesNotContain("alert", "deferral", "bounce");
    }

    @Test
    void neitherProcessLivesWithoutTheOtherAndNothingIsLost() throws Exception {
        Process server = start();
        try {
            root.awaitService(server);
            ProcessHandle helper = helper(server);
            root.send("first\n");
            server.destroyForcibly();
            assertThat(server.waitFor(1, TimeUnit.MINUTES)).isTrue();
            Awaitility.await("end of the helper").atMost(Duration.ofMinutes(1)).until(() -> !helper.isAlive());

            server = start();
            root.awaitService(server);
            root.awaitDelivered("first\n");
            root.send("second\n");
            helper(server).destroyForcibly();
            assertThat(server.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(server.exitValue()).isEqualTo(111);
            assertThat(root.log()).contains("alert: oh no! lost spawn connection! dying...\n");

            server = start();
            root.awaitService(server);
            // The delivery may have been put off when its helper died.
            new ProcessBuilder("kill", "-ALRM", String.valueOf(server.pid()))
                    .start()
                    .waitFor(1, TimeUnit.MINUTES);
            root.awaitDelivered("second\n");
            assertThat(root.log()).doesNotContain("bounce");
        } finally {
            RootHome.stop(server);
        }
    }

    @Test
    void whatAQueueProgramHandsOnCameFromTheNetwork() throws Exception {
        // With a program in the place of the queue, deliveries are processes, too: of our own qmail-local.
        root.write("bin/qmail-queue", "#!/bin/sh\nid -u >/dev/null && exec " + Desk.command("qmail-queue") + "\n");
        assertThat(root.file("bin/qmail-queue").toFile().setExecutable(true, false))
                .isTrue();
        Process server = start();
        try {
            root.awaitService(server);
            root.send("filtered\n");
            root.awaitDelivered("filtered\n");
            assertThat(RootHome.read(root.delivered().getFirst()))
                    .contains("\nReceived: (qmail ")
                    .contains(" invoked from network); ");
            assertThat(root.log()).contains(" uid 54301\n");
        } finally {
            RootHome.stop(server);
        }
    }

    /** The process that stays root. */
    private static ProcessHandle helper(Process server) {
        return server.children()
                .reduce((one, other) -> {
                    throw new AssertionError("two children");
                })
                .orElseThrow();
    }

    @Test
    void checksPasswordsAsTheAccountThatRootHasNamed() throws Exception {
        root.write("control/checker", "/bin/sh control/script true\n");
        root.write("control/script", """
            id -u >>control/seen
            tr '\\000' '\\n' <&3 | { read -r user; read -r secret; [ "$user:$secret" = joe:sesame ]; } && exec "$@"
            """);
        root.write("control/checkeruser", "root\n");
        Process server = start();
        try {
            root.awaitService(server);
            assertThat(answer("joe", "sesame")).isEqualTo("235 ok, joe, go ahead (#2.0.0)");
            assertThat(answer("joe", "wrong")).startsWith("535 ");
            assertThat(Files.readAllLines(root.file("control/seen"))).containsExactly("0", "0");
            Files.setPosixFilePermissions(root.file("control/checker"), PosixFilePermissions.fromString("rw-rw-r--"));
            assertThat(answer("joe", "sesame")).startsWith("454 oops, child won't start");
            assertThat(root.log())
                    .contains("alert: root helper checks no password: control/checker: must be a file of root");
        } finally {
            RootHome.stop(server);
        }
    }

    @Test
    void showsMailboxesAsTheirOwnersToWhoKnowsThePassword() throws Exception {
        int pop3 = TrialServer.freePort();
        root.write("control/listeners", "smtp 127.0.0.1:" + root.port() + "\npop3 127.0.0.1:" + pop3 + "\n");
        root.write(
                "users/smtpauth",
                "joe:" + hash("sesame") + "\nann:" + hash("sesame") + "\njoe@root.test:" + hash("sesame") + "\n");
        Path message = root.file("joe/Maildir/new/1700000000.a");
        Files.writeString(message, "Subject: kept\n\nx\n");
        Files.setAttribute(message, "unix:uid", RootHome.JOE);
        Files.setPosixFilePermissions(message, PosixFilePermissions.fromString("rw-------"));
        Files.setLastModifiedTime(message, FileTime.fromMillis(1_700_000_000_000L));
        Process server = start();
        try {
            root.awaitService(server);
            assertThat(mailbox(pop3, "ann", "sesame", "")).contains("-ERR [SYS/PERM] this user has no mailbox here");
            assertThat(mailbox(pop3, "joe", "wrong", "")).contains("-ERR [AUTH] ");
            assertThat(mailbox(pop3, "joe@root.test", "sesame", "RETR 1\r\n"))
                    .endsWith("+OK \r\nSubject: kept\r\n\r\nx\r\n.\r\n+OK \r\n");
            assertThat(root.file("joe/Maildir/cur/1700000000.a:2,")).exists();
            assertThat(mailbox(pop3, "joe", "sesame", "DELE 1\r\n")).endsWith("+OK \r\n+OK \r\n");
            assertThat(root.file("joe/Maildir/cur")).isEmptyDirectory();
        } finally {
            RootHome.stop(server);
        }
        assertThat(root.log()).endsWith("status: exiting\n").doesNotContain("alert");
    }

    private static String hash(String password) throws Exception {
        Process process = new ProcessBuilder("openssl", "passwd", "-5", password).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1).strip();
    }

    private static String mailbox(int pop3, String user, String password, String commands) throws IOException {
        try (Socket socket = new Socket(TrialServer.LOOPBACK, pop3)) {
            String all = "USER " + user + "\r\nPASS " + password + "\r\n" + commands + "QUIT\r\n";
            socket.getOutputStream().write(all.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private String answer(String user, String secret) throws IOException {
        byte[] claim = ("\0" + user + "\0" + secret).getBytes(StandardCharsets.ISO_8859_1);
        try (SmtpClient client = new SmtpClient(TrialServer.LOOPBACK, root.port()).hello()) {
            return client.ask("AUTH PLAIN " + Base64.getEncoder().encodeToString(claim));
        }
    }
}
