package eqmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** Mail comes in by QMTP and QMQP and is fetched by real mail programs. The tests share one mailbox, one after the other. */
@Timeout(120)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PopClientsTest {
    private static final int NOBODY = 65_534;
    private static final List<String> BODIES = List.of("one\n", ".dots\n..\n", "8-bit \u00fc\u00e9\n");

    private static TrialServer server;
    private static int pop3;
    private static int pop3s;
    private static int qmtp;
    private static int qmqp;
    private static int openQmqp;
    private static String password = "";
    private static Path work = Path.of("");

    @BeforeAll
    static void start() throws IOException {
        pop3 = TrialServer.freePort();
        pop3s = TrialServer.freePort();
        qmtp = TrialServer.freePort();
        qmqp = TrialServer.freePort();
        openQmqp = TrialServer.freePort();
        String listeners = "pop3 127.0.0.1:" + pop3 + "\npop3s 127.0.0.1:" + pop3s + "\nqmtp 127.0.0.1:" + qmtp
                + " rules=control/norules\nqmqp 127.0.0.1:" + qmqp + " RELAYCLIENT=\nqmqp 127.0.0.1:" + openQmqp
                + " rules=control/norules\n";
        server = TrialServer.start(Map.of("listeners", listeners, "norules", ":allow\n"));
        password = Files.readString(server.home.resolve("mail/me/password")).strip();
        work = Files.createTempDirectory(Path.of("/var/tmp"), "eqmail-pop-");
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwx------"));
        give(work);
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
        new ProcessBuilder("rm", "-rf", work.toString()).start().waitFor(1, TimeUnit.MINUTES);
    }

    private static void give(Path path) throws IOException {
        if (Desk.isRoot()) {
            Files.setAttribute(path, "unix:uid", NOBODY);
        }
    }

    private static String netstring(String text) {
        return text.length() + ":" + text + ",";
    }

    private static String exchange(int port, String request) throws IOException {
        try (Socket socket = new Socket(TrialServer.LOOPBACK, port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** A program as an account that it does not refuse to run as; its output. */
    private static String run(int wanted, String... call) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (Desk.isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
        }
        command.addAll(List.of(call));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(work.toFile()).redirectErrorStream(true);
        builder.environment().put("HOME", work.toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isEqualTo(wanted);
        return output;
    }

    private static String curl(int wanted, String... more) throws IOException, InterruptedException {
        List<String> call = new ArrayList<>(List.of("curl", "-sS", "--max-time", "30", "-k"));
        call.addAll(List.of("--user", "me:" + password));
        call.addAll(List.of(more));
        return run(wanted, call.toArray(String[]::new));
    }

    private static Path configuration(String name, String text) throws IOException {
        Path file = work.resolve(name);
        Files.writeString(file, text.formatted(pop3, password, work));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        give(file);
        return file;
    }

    private static Path maildir(String name) throws IOException {
        Path maildir = work.resolve(name);
        for (String part : List.of("", "tmp", "new", "cur")) {
            give(Files.createDirectory(maildir.resolve(part)));
        }
        return maildir;
    }

    private static List<String> texts(Path maildir) throws IOException {
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.list(maildir.resolve("new"))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                texts.add(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return texts;
    }

    /** All messages, whatever the program has put in front of them. */
    private static void assertFetched(Path maildir) throws IOException {
        List<String> texts = texts(maildir);
        assertThat(texts).hasSize(BODIES.size());
        for (String body : BODIES) {
            assertThat(texts).anyMatch(text -> text.endsWith("Subject: x\n\n" + body));
        }
    }

    @Test
    @Order(1)
    void messagesComeInByQmtpAndByQmqpFromWhoMayRelay() throws Exception {
        String sender = netstring("s@client.test");
        for (String body : BODIES.subList(0, 2)) {
            String answer = exchange(
                    qmtp,
                    netstring("\nSubject: x\n\n" + body)
                            + sender
                            + netstring(netstring("me@eqmail.test") + netstring("x@else.where")));
            assertThat(answer).matches("\\d+:Kok \\d+ qp \\d+,66:Dsorry, that domain.*,");
        }
        String request = netstring(netstring("Subject: x\n\n" + BODIES.get(2)) + sender + netstring("me@eqmail.test"));
        assertThat(exchange(openQmqp, request)).startsWith("49:Zsorry, this host takes no QMQP from you");
        assertThat(exchange(qmqp, request)).matches("\\d+:Kok \\d+ qp \\d+,");
        assertThat(server.awaitMessages("me", BODIES.size()))
                .filteredOn(m -> m.contains(" with QMTP; "))
                .hasSize(2);
        assertThat(server.log()).anyMatch(line -> line.contains("qmqp refused 127.0.0.1"));
    }

    @Test
    @Order(2)
    void curlFetchesInClearTextAndInTls() throws Exception {
        Desk.needsProgram("curl");
        // What came in this very second shows in the next.
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> curl(0, "pop3://127.0.0.1:" + pop3 + "/").lines().count() == BODIES.size());
        for (String url : List.of("pop3://127.0.0.1:" + pop3 + "/1", "pop3s://127.0.0.1:" + pop3s + "/1")) {
            assertThat(curl(0, "--ssl-reqd", url)).as(url).contains("Subject: x\r\n\r\n");
        }
        assertThat(run(67, "curl", "-sS", "--max-time", "30", "--user", "me:wrong", "pop3://127.0.0.1:" + pop3 + "/"))
                .contains("denied");
    }

    @Test
    @Order(3)
    void oneSessionAtATimeHasAMailbox() throws Exception {
        try (Socket first = new Socket(TrialServer.LOOPBACK, pop3);
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(first.getInputStream(), StandardCharsets.ISO_8859_1))) {
            first.getOutputStream()
                    .write(("USER me\r\nPASS " + password + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            assertThat(Stream.generate(() -> line(in)).limit(3)).allMatch(line -> line.startsWith("+OK "));
            String second = exchange(pop3, "USER me\r\nPASS " + password + "\r\nQUIT\r\n");
            assertThat(second.lines().toList().get(2)).startsWith("-ERR [IN-USE] ");
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> exchange(pop3, "USER me\r\nPASS " + password + "\r\nSTAT\r\nQUIT\r\n")
                        .contains("+OK " + BODIES.size() + " "));
    }

    private static String line(BufferedReader in) {
        try {
            return String.valueOf(in.readLine());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    @Order(4)
    void getmailFetchesOnce() throws Exception {
        Desk.needsProgram("getmail");
        Path maildir = maildir("getmail");
        Path rc = configuration("getmailrc", """
            [retriever]
            type=SimplePOP3Retriever
            server=127.0.0.1
            port=%1$d
            username=me
            password=%2$s
            [destination]
            type=Maildir
            path=%3$s/getmail/
            [options]
            delete=false
            read_all=false
            delivered_to=false
            received=false
            """);
        for (int i = 0; i < 2; i++) {
            run(0, "getmail", "--getmaildir", work.toString(), "--rcfile", rc.toString());
            assertFetched(maildir);
        }
    }

    @Test
    @Order(5)
    void mpopFetches() throws Exception {
        Desk.needsProgram("mpop");
        Path maildir = maildir("mpop");
        Path rc = configuration("mpoprc", """
            account default
            host 127.0.0.1
            port %1$d
            user me
            password %2$s
            auth user
            tls off
            delivery maildir %3$s/mpop
            keep on
            uidls_file %3$s/uidls
            """);
        run(0, "mpop", "-C", rc.toString());
        assertFetched(maildir);
    }

    @Test
    @Order(6)
    void fdmFetchesAndDeletes() throws Exception {
        Desk.needsProgram("fdm");
        Path maildir = work.resolve("fdm");
        Path rc = configuration("fdmrc", """
            set lock-file "%3$s/fdm.lock"
            set no-received
            account "a" pop3 server "127.0.0.1" port %1$d user "me" pass "%2$s"
            action "keep" maildir "%3$s/fdm"
            match all action "keep"
            """);
        run(0, "fdm", "-f", rc.toString(), "-l", "fetch");
        assertFetched(maildir);
        assertThat(server.messages("me")).isEmpty();
        assertThat(server.maildir("me").resolve("cur")).isEmptyDirectory();
    }
}
