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
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import testkit.SmtpClient;

/** {@code qmail-start} of the packed image: separated privileges, with accounts of its own in a mount namespace. */
@Timeout(300)
class RootModeTest {
    private static final int JOE = 54_321;
    private static final String ACCOUNTS = """
        root:x:0:0:root:/root:/bin/sh
        nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
        alias:x:54300:54300:qmail:HOME/alias:/bin/true
        qmaild:x:54301:54300:qmail:HOME:/bin/true
        qmaill:x:54302:54300:qmail:HOME:/bin/true
        qmailp:x:54303:54300:qmail:HOME:/bin/true
        qmailq:x:54304:54305:qmail:HOME:/bin/true
        qmailr:x:54305:54305:qmail:HOME:/bin/true
        qmails:x:54306:54305:qmail:HOME:/bin/true
        joe:x:54321:54321:Joe:HOME/joe:/bin/sh
        """;
    private static final String GROUPS = """
        root:x:0:
        nofiles:x:54300:
        qmail:x:54305:
        joe:x:54321:
        nogroup:x:65534:
        """;

    private Path home = Path.of("");
    private int port;

    @BeforeEach
    void lay() throws IOException {
        Desk.needs(Desk.isRoot() && Desk.hasProgram("unshare"), "root, unshare");
        home = Files.createTempDirectory(Path.of("/var/tmp"), "eqmail-root-");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        port = TrialServer.freePort();
        write("passwd", ACCOUNTS.replace("HOME", home.toString()));
        write("group", GROUPS);
        write("control/me", "root.test\n");
        write("control/rcpthosts", "root.test\n");
        write("control/listeners", "smtp 127.0.0.1:" + port + "\n");
        Files.createDirectory(home.resolve("alias"));
        Path joe = home.resolve("joe");
        for (String part : List.of("", "Maildir", "Maildir/tmp", "Maildir/new", "Maildir/cur")) {
            Path made = Files.createDirectory(joe.resolve(part).normalize());
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwx------"));
            Files.setAttribute(made, "unix:uid", JOE);
            Files.setAttribute(made, "unix:gid", JOE);
        }
    }

    @AfterEach
    void clean() throws Exception {
        new ProcessBuilder("rm", "-rf", home.toString()).start().waitFor(1, TimeUnit.MINUTES);
    }

    private void write(String file, String text) throws IOException {
        Path path = home.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private Process start() throws IOException {
        String script = "mount --bind \"$QMAILHOME/passwd\" /etc/passwd && mount --bind \"$QMAILHOME/group\" /etc/group"
                + " && exec \"$0\" ./Maildir/";
        ProcessBuilder builder = new ProcessBuilder(
                "unshare",
                "-m",
                "/bin/sh",
                "-c",
                script,
                Desk.command("qmail-start").toString());
        builder.environment().put("QMAILHOME", home.toString());
        return builder.redirectErrorStream(true)
                .redirectOutput(home.resolve("log").toFile())
                .start();
    }

    private List<Path> delivered() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("joe/Maildir/new"))) {
            return files.toList();
        }
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
            awaitService(server);
            String big = text(700_000);
            try (SmtpClient client = new SmtpClient(TrialServer.LOOPBACK, port).hello()) {
                assertThat(client.message("s@example.net", "joe@root.test", big))
                        .startsWith("250 ");
                assertThat(client.message("s@example.net", "joe@root.test", "small\n"))
                        .startsWith("250 ");
            }
            Awaitility.await("delivery")
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> delivered().size() == 2);
            for (Path file : delivered()) {
                assertThat(Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS))
                        .isEqualTo(JOE);
            }
            assertThat(delivered().stream().map(RootModeTest::read))
                    .anyMatch(text -> text.endsWith("\n" + big))
                    .anyMatch(text -> text.endsWith("\nsmall\n"));
        } finally {
            server.destroy();
            assertThat(server.waitFor(1, TimeUnit.MINUTES)).isTrue();
        }
        assertThat(log()).endsWith("status: exiting\n").doesNotContain("alert", "deferral", "bounce");
    }

    @Test
    void neitherProcessLivesWithoutTheOtherAndNothingIsLost() throws Exception {
        Process server = start();
        try {
            awaitService(server);
            ProcessHandle helper = helper(server);
            send("first\n");
            server.destroyForcibly();
            assertThat(server.waitFor(1, TimeUnit.MINUTES)).isTrue();
            Awaitility.await("end of the helper").atMost(Duration.ofMinutes(1)).until(() -> !helper.isAlive());

            server = start();
            awaitService(server);
            awaitDelivered("first\n");
            send("second\n");
            helper(server).destroyForcibly();
            assertThat(server.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(server.exitValue()).isEqualTo(111);
            assertThat(log()).contains("alert: oh no! lost spawn connection! dying...\n");

            server = start();
            awaitService(server);
            // The delivery may have been put off when its helper died.
            new ProcessBuilder("kill", "-ALRM", String.valueOf(server.pid()))
                    .start()
                    .waitFor(1, TimeUnit.MINUTES);
            awaitDelivered("second\n");
            assertThat(log()).doesNotContain("bounce");
        } finally {
            server.destroy();
            assertThat(server.waitFor(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void whatAQueueProgramHandsOnCameFromTheNetwork() throws Exception {
        // With a program in the place of the queue, deliveries are processes, too: of our own qmail-local.
        write("bin/qmail-queue", "#!/bin/sh\nid -u >/dev/null && exec " + Desk.command("qmail-queue") + "\n");
        assertThat(home.resolve("bin/qmail-queue").toFile().setExecutable(true, false))
                .isTrue();
        Process server = start();
        try {
            awaitService(server);
            send("filtered\n");
            awaitDelivered("filtered\n");
            assertThat(read(delivered().getFirst()))
                    .contains("\nReceived: (qmail ")
                    .contains(" invoked from network); ");
            assertThat(log()).contains(" uid 54301\n");
        } finally {
            server.destroy();
            assertThat(server.waitFor(1, TimeUnit.MINUTES)).isTrue();
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

    private void send(String text) throws IOException {
        try (SmtpClient client = new SmtpClient(TrialServer.LOOPBACK, port).hello()) {
            assertThat(client.message("s@example.net", "joe@root.test", text)).startsWith("250 ");
        }
    }

    private void awaitDelivered(String text) {
        Awaitility.await(text)
                .atMost(Duration.ofMinutes(1))
                .until(() -> delivered().stream().anyMatch(file -> read(file).endsWith("\n" + text)));
    }

    @Test
    void checksPasswordsAsTheAccountThatRootHasNamed() throws Exception {
        write("control/checker", "/bin/sh control/script true\n");
        write("control/script", """
            id -u >>control/seen
            tr '\\000' '\\n' <&3 | { read -r user; read -r secret; [ "$user:$secret" = joe:sesame ]; } && exec "$@"
            """);
        write("control/checkeruser", "root\n");
        Process server = start();
        try {
            awaitService(server);
            assertThat(answer("joe", "sesame")).isEqualTo("235 ok, joe, go ahead (#2.0.0)");
            assertThat(answer("joe", "wrong")).startsWith("535 ");
            assertThat(Files.readAllLines(home.resolve("control/seen"))).containsExactly("0", "0");
            Files.setPosixFilePermissions(
                    home.resolve("control/checker"), PosixFilePermissions.fromString("rw-rw-r--"));
            assertThat(answer("joe", "sesame")).startsWith("454 oops, child won't start");
            assertThat(log())
                    .contains("alert: root helper checks no password: control/checker: must be a file of root");
        } finally {
            server.destroy();
            assertThat(server.waitFor(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void showsMailboxesAsTheirOwnersToWhoKnowsThePassword() throws Exception {
        int pop3 = TrialServer.freePort();
        write("control/listeners", "smtp 127.0.0.1:" + port + "\npop3 127.0.0.1:" + pop3 + "\n");
        write(
                "users/smtpauth",
                "joe:" + hash("sesame") + "\nann:" + hash("sesame") + "\njoe@root.test:" + hash("sesame") + "\n");
        Path message = home.resolve("joe/Maildir/new/1700000000.a");
        Files.writeString(message, "Subject: kept\n\nx\n");
        Files.setAttribute(message, "unix:uid", JOE);
        Files.setPosixFilePermissions(message, PosixFilePermissions.fromString("rw-------"));
        Files.setLastModifiedTime(message, FileTime.fromMillis(1_700_000_000_000L));
        Process server = start();
        try {
            awaitService(server);
            assertThat(mailbox(pop3, "ann", "sesame", "")).contains("-ERR [SYS/PERM] this user has no mailbox here");
            assertThat(mailbox(pop3, "joe", "wrong", "")).contains("-ERR [AUTH] ");
            assertThat(mailbox(pop3, "joe@root.test", "sesame", "RETR 1\r\n"))
                    .endsWith("+OK \r\nSubject: kept\r\n\r\nx\r\n.\r\n+OK \r\n");
            assertThat(home.resolve("joe/Maildir/cur/1700000000.a:2,")).exists();
            assertThat(mailbox(pop3, "joe", "sesame", "DELE 1\r\n")).endsWith("+OK \r\n+OK \r\n");
            assertThat(home.resolve("joe/Maildir/cur")).isEmptyDirectory();
        } finally {
            server.destroy();
            assertThat(server.waitFor(1, TimeUnit.MINUTES)).isTrue();
        }
        assertThat(log()).endsWith("status: exiting\n").doesNotContain("alert");
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
        try (SmtpClient client = new SmtpClient(TrialServer.LOOPBACK, port).hello()) {
            return client.ask("AUTH PLAIN " + Base64.getEncoder().encodeToString(claim));
        }
    }

    private void awaitService(Process server) {
        Awaitility.await("service")
                .atMost(Duration.ofMinutes(1))
                .ignoreExceptions()
                .failFast(() ->
                        assertThat(server.isAlive()).as(() -> "alive: " + log()).isTrue())
                .until(() -> {
                    new SmtpClient(TrialServer.LOOPBACK, port).hello().close();
                    return true;
                });
    }

    private String log() {
        return read(home.resolve("log"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
