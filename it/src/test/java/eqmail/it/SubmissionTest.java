package eqmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import testkit.SmtpClient;

/** Mail programs with a password, real and hostile ones, against the whole server. */
class SubmissionTest {
    /** Its password is stored as it is, so it can do CRAM-MD5 and nothing else; the one of {@code me} is hashed. */
    private static final String PLAIN_USER = "cram";

    private static final String PLAIN_PASSWORD = "s3cr3t";
    private static final String TO = "you@eqmail.test";
    private static final String FROM = "me@eqmail.test";

    private static TrialServer server;
    private static int submission;
    private static int ownChecker;
    private static int noChecker;
    private static int tlsRequired;
    private static int submissions;
    private static String password = "";

    @BeforeAll
    static void start() throws IOException {
        submission = TrialServer.freePort();
        ownChecker = TrialServer.freePort();
        noChecker = TrialServer.freePort();
        tlsRequired = TrialServer.freePort();
        submissions = TrialServer.freePort();
        String listeners = "smtp 127.0.0.1:" + noChecker + " AUTHCHECKER=none\n"
                + "submission 127.0.0.1:" + submission + "\n"
                + "submission 127.0.0.1:" + tlsRequired + " TLSREQUIRED=1\n"
                + "submissions 127.0.0.1:" + submissions + "\n"
                + "submission 127.0.0.1:" + ownChecker + " AUTHCHECKER=control/mychecker\n";
        String checker = "/bin/sh control/script true\n";
        String script = "tr '\\000' '\\n' <&3 | { read -r user; read -r pass; [ \"$user:$pass\" = ann:opensesame ]; }"
                + " && exec \"$@\"\n";
        server = TrialServer.start(Map.of("listeners", listeners, "mychecker", checker, "script", script));
        password = Files.readString(server.home.resolve("mail/me/password")).strip();
        Files.writeString(
                server.home.resolve("users/smtpauth"),
                PLAIN_USER + ":" + PLAIN_PASSWORD + "\n",
                StandardOpenOption.APPEND);
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> offer(submission).endsWith("250 AUTH LOGIN PLAIN CRAM-MD5"));
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    private static SmtpClient connect(int port) throws IOException {
        return new SmtpClient(TrialServer.LOOPBACK, port);
    }

    private static String offer(int port) throws IOException {
        try (SmtpClient client = connect(port)) {
            client.reply();
            return client.ask("EHLO client.test");
        }
    }

    private static String plain(String user, String secret) {
        byte[] text = ("\0" + user + "\0" + secret).getBytes(StandardCharsets.ISO_8859_1);
        return "AUTH PLAIN " + Base64.getEncoder().encodeToString(text);
    }

    private static int run(List<String> call, String input) throws IOException, InterruptedException {
        Path in = Files.createTempFile(server.home, "in", ".eml");
        Files.writeString(in, input, StandardCharsets.ISO_8859_1);
        Process process = new ProcessBuilder(call)
                .redirectErrorStream(true)
                .redirectInput(in.toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        server.home.resolve("clients.log").toFile()))
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private static int swaks(String mechanism, String user, String secret) throws IOException, InterruptedException {
        List<String> call = new ArrayList<>(List.of("swaks", "--server", "127.0.0.1", "--port", "" + submission));
        call.addAll(List.of("--auth", mechanism, "--auth-user", user, "--auth-password", secret, "--timeout", "20"));
        call.addAll(List.of("--from", FROM, "--to", TO, "--header", "Subject: swaks " + mechanism));
        return run(call, "");
    }

    private static int curl(String mechanism, String user, String secret) throws IOException, InterruptedException {
        List<String> call = new ArrayList<>(List.of("curl", "-sS", "--max-time", "30"));
        call.addAll(List.of("smtp://127.0.0.1:" + submission, "--user", user + ":" + secret));
        call.addAll(List.of("--login-options", "AUTH=" + mechanism, "--mail-from", FROM, "--mail-rcpt", TO));
        call.addAll(List.of("-T", "-", "--crlf"));
        return run(call, "Subject: curl " + mechanism + "\n\nx\n");
    }

    private static int msmtp(String mechanism, String user, String secret) throws IOException, InterruptedException {
        Path rc = Files.createTempFile(
                "msmtp", "rc", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(rc, """
            account default
            host 127.0.0.1
            port %d
            from %s
            auth %s
            user %s
            password %s
            timeout 20
            """.formatted(submission, FROM, mechanism, user, secret));
        try {
            return run(
                    List.of("msmtp", "-C", rc.toString(), TO),
                    "Subject: msmtp " + mechanism.toUpperCase(java.util.Locale.ROOT) + "\n\nx\n");
        } finally {
            Files.delete(rc);
        }
    }

    @Test
    void everyClientLogsInByEveryMechanism() throws Exception {
        for (String program : List.of("swaks", "curl", "msmtp")) {
            Desk.needsProgram(program);
        }
        List<String> subjects = new ArrayList<>();
        for (String mechanism : List.of("LOGIN", "PLAIN", "CRAM-MD5")) {
            boolean hidden = mechanism.equals("CRAM-MD5");
            String user = hidden ? PLAIN_USER : "me";
            String secret = hidden ? PLAIN_PASSWORD : password;
            assertThat(swaks(mechanism, user, secret)).as("swaks " + mechanism).isZero();
            assertThat(curl(mechanism, user, secret)).as("curl " + mechanism).isZero();
            assertThat(msmtp(mechanism.toLowerCase(java.util.Locale.ROOT), user, secret))
                    .as("msmtp " + mechanism)
                    .isZero();
            for (String program : List.of("swaks", "curl", "msmtp")) {
                subjects.add("Subject: " + program + " " + mechanism);
            }
        }
        List<String> messages = server.awaitMessages("you", subjects.size());
        assertThat(messages).allMatch(m -> m.contains("@127.0.0.1)") && m.contains(" with ESMTPA; "));
        for (String subject : subjects) {
            assertThat(messages).as(subject).anyMatch(m -> m.contains("\n" + subject + "\n"));
        }
        assertThat(String.join("\n", server.log())).doesNotContain(PLAIN_PASSWORD);
    }

    @Test
    void aWrongPasswordTakesItsTimeAndHoldsNobodyElse() throws Exception {
        try (SmtpClient wrong = connect(submission);
                SmtpClient right = connect(submission);
                SmtpClient world = connect(noChecker)) {
            wrong.hello();
            right.hello();
            world.hello();
            long begin = System.nanoTime();
            wrong.send(plain("me", "wrong") + "\r\n");
            assertThat(right.ask(plain("me", password))).startsWith("235 ok, me, go ahead");
            assertThat(world.ask("NOOP")).isEqualTo("250 ok");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
            assertThat(wrong.reply()).isEqualTo("535 authentication failed (#5.7.1)");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofSeconds(5));
            assertThat(wrong.ask("MAIL FROM:<me@eqmail.test>")).startsWith("530 ");
        }
    }

    @Test
    void nobodySendsThroughSubmissionWithoutAName() throws Exception {
        try (SmtpClient client = connect(submission)) {
            client.hello();
            assertThat(client.ask("MAIL FROM:<me@eqmail.test>")).isEqualTo("530 Authorization required (#5.7.1) ");
            assertThat(client.ask("AUTH PLAIN")).isEqualTo("334 ");
            assertThat(client.ask("*")).isEqualTo("501 auth exchange canceled (#5.0.0)");
            assertThat(client.ask("AUTH PLAIN !")).isEqualTo("501 malformed auth input (#5.5.4)");
            assertThat(client.ask("MAIL FROM:<me@eqmail.test>")).startsWith("530 ");
        }
    }

    @Test
    void aListenerMayHaveACheckerOfItsOwnOrNone() throws Exception {
        assertThat(offer(noChecker)).doesNotContain("AUTH");
        assertThat(offer(ownChecker)).endsWith("250 AUTH LOGIN PLAIN CRAM-MD5");
        try (SmtpClient client = connect(ownChecker)) {
            client.hello();
            assertThat(client.ask(plain("ann", "opensesame"))).isEqualTo("235 ok, ann, go ahead (#2.0.0)");
        }
    }

    @Test
    void insideTlsAPasswordIsTakenWhereItMustBe() throws Exception {
        Desk.needsProgram("curl");
        try (SmtpClient client = connect(tlsRequired)) {
            client.reply();
            assertThat(client.ask("EHLO client.test")).endsWith("250 AUTH CRAM-MD5");
            assertThat(client.ask(plain("me", password)))
                    .isEqualTo("538 AUTH PLAIN/LOGIN not available without TLS (#5.3.3)");
        }
        int before = server.messages("me").size();
        for (String url : List.of("smtp://127.0.0.1:" + tlsRequired, "smtps://127.0.0.1:" + submissions)) {
            List<String> call = new ArrayList<>(List.of("curl", "-sS", "--max-time", "30", "--ssl-reqd", "-k", url));
            call.addAll(List.of("--user", "me:" + password, "--login-options", "AUTH=PLAIN"));
            call.addAll(List.of("--mail-from", TO, "--mail-rcpt", FROM));
            call.addAll(List.of("-T", "-", "--crlf"));
            assertThat(run(call, "Subject: inside tls\n\nx\n")).as(url).isZero();
        }
        assertThat(server.awaitMessages("me", before + 2))
                .filteredOn(m -> m.contains("Subject: inside tls"))
                .hasSize(2)
                .allMatch(m ->
                        m.matches("(?s).*\\(me@127\\.0\\.0\\.1\\)\n  by \\S+ with ESMTPSA \\(\\S+ encrypted\\); .*"));
    }

    @Test
    void aRelayGetsThePasswordOfItsRouteInsideTls() throws Exception {
        for (String remoteAuth : List.of("any", "tls")) {
            Map<String, String> control = Map.of(
                    "smtproutes",
                    ":127.0.0.1:" + submission + " me " + password + "\n",
                    "remoteauth",
                    remoteAuth + "\n",
                    "locals",
                    "sender.test\n");
            try (TrialServer sender = TrialServer.start(control);
                    SmtpClient client = sender.client()) {
                String subject = "Subject: relayed " + remoteAuth + "\n";
                assertThat(client.message("a+b=c@sender.test", FROM, subject + "\nx\n"))
                        .startsWith("250");
                sender.awaitLog("success: 127.0.0.1_accepted_message");
                assertThat(sender.log())
                        .noneMatch(line -> line.contains(password) && !line.startsWith("eqmail:"))
                        .noneMatch(line -> line.contains("in clear text"));
                Awaitility.await()
                        .atMost(Duration.ofMinutes(1))
                        .until(() -> server.messages("me").stream().anyMatch(m -> m.contains(subject)));
            }
        }
        assertThat(server.messages("me"))
                .filteredOn(m -> m.contains("Subject: relayed"))
                .allMatch(m -> m.startsWith("Return-Path: <a+b=c@sender.test>\n"));
    }

    /** In a server of its own, which afterwards puts this machine off for a while. */
    @Test
    void guessingInManySessionsIsPutOffAndHurtsNobody() throws Exception {
        try (TrialServer other = TrialServer.start(Map.of());
                ExecutorService guessers = Executors.newVirtualThreadPerTaskExecutor()) {
            Files.writeString(other.home.resolve("users/smtpauth"), "joe:$6$abcdefgh$x\n");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> offer(other.port).contains("AUTH"));
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String guess = plain("joe", "guess" + i);
                answers.add(guessers.submit(() -> {
                    try (SmtpClient client = other.client()) {
                        return client.ask(guess);
                    }
                }));
            }
            try (SmtpClient client = other.client()) {
                assertThat(client.message("a@client.test", FROM, "x\n")).startsWith("250");
            }
            for (Future<String> answer : answers) {
                assertThat(answer.get(60, TimeUnit.SECONDS)).matches("(535|454) .*");
            }
            try (SmtpClient client = other.client()) {
                assertThat(client.ask(plain("ann", "x")))
                        .isEqualTo("454 too many failed logins, try again later (#4.7.0)");
            }
            assertThat(other.log()).anyMatch(line -> line.equals("auth: login failed: joe from 127.0.0.1"));
            assertThat(other.awaitMessages("me", 1)).hasSize(1);
        }
    }
}
