package eqmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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
import testkit.SmtpClient;

/** {@code eqmail run} of the packed image in a home of its own, as a newcomer starts it. */
final class TrialServer implements AutoCloseable {
    static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    final Path home;
    final int port;
    private final Path log;
    private final Map<String, String> environment;
    private final List<String> under;
    private Process process;

    /** Starts in a fresh home with {@code control} files beside those of a first run. */
    static TrialServer start(Map<String, String> control) throws IOException {
        return start(control, Map.of());
    }

    /** The same with variables. */
    static TrialServer start(Map<String, String> control, Map<String, String> environment) throws IOException {
        return start(control, environment, List.of());
    }

    /** The same under a command that changes what the server finds around it, and then executes its arguments. */
    static TrialServer start(Map<String, String> control, Map<String, String> environment, List<String> under)
            throws IOException {
        // Not below a private folder: started by root, the server goes on as nobody.
        Path home = Files.createTempDirectory(
                Path.of("/var/tmp"),
                "eqmail-it-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        int port = freePort();
        Files.createDirectory(home.resolve("control"));
        Files.writeString(home.resolve("control/listeners"), "smtp 127.0.0.1:" + port + "\n");
        for (Map.Entry<String, String> file : control.entrySet()) {
            Path path = home.resolve("control").resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        TrialServer server = new TrialServer(home, port, environment, under);
        try {
            server.awaitRunning(0);
            return server;
        } catch (RuntimeException | Error e) {
            server.close();
            throw e;
        }
    }

    private TrialServer(Path home, int port, Map<String, String> environment, List<String> under) throws IOException {
        this.home = home;
        this.port = port;
        this.environment = environment;
        this.under = under;
        this.log = home.resolve("log");
        this.process = launch();
    }

    static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, LOOPBACK)) {
            return any.getLocalPort();
        }
    }

    private Process launch() throws IOException {
        List<String> command = new ArrayList<>(under);
        command.addAll(List.of(Desk.command("eqmail").toString(), "run"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .redirectErrorStream(true);
        builder.environment().put("QMAILHOME", home.toString());
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Starts it again in the same home, after it ended. */
    void again() throws IOException {
        int before = log().size();
        process = launch();
        awaitRunning(before);
    }

    private void awaitRunning(int from) {
        Awaitility.await("start of the server")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .failFast(() -> assertThat(process.isAlive())
                        .as("alive; log: %s", log())
                        .isTrue())
                .until(() -> log().stream().skip(from).anyMatch(line -> line.startsWith("eqmail: running")));
    }

    /** Lines of the log so far. */
    List<String> log() {
        try {
            return Files.exists(log) ? Files.readAllLines(log, StandardCharsets.ISO_8859_1) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A client that has said EHLO. */
    SmtpClient client() throws IOException {
        return new SmtpClient(LOOPBACK, port).hello();
    }

    Path maildir(String mailbox) {
        return home.resolve("mail").resolve(mailbox).resolve("Maildir");
    }

    /** Texts of all messages in a mailbox, one byte a char. */
    List<String> messages(String mailbox) {
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.list(maildir(mailbox).resolve("new"))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                texts.add(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
            return texts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until a mailbox holds {@code count} messages and gives their texts. */
    List<String> awaitMessages(String mailbox, int count) {
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).untilAsserted(() -> {
            try (Stream<Path> files = Files.list(maildir(mailbox).resolve("new"))) {
                assertThat(files.count())
                        .as(() -> "messages for " + mailbox + "; log:\n" + String.join("\n", log()))
                        .isGreaterThanOrEqualTo(count);
            }
        });
        return messages(mailbox);
    }

    void awaitLog(String part) {
        Awaitility.await(part + " in the log")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(log()).anyMatch(line -> line.contains(part)));
    }

    /** Process id of the server. */
    long pid() {
        return process.pid();
    }

    /** Sends a signal by name. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .start()
                .waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** TERM, and the exit code. */
    int stop() throws IOException, InterruptedException {
        signal("TERM");
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("ends after TERM")
                .isTrue();
        return process.exitValue();
    }

    /** Ends it with all its memory, now. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly()
                .onExit()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
        new ProcessBuilder("rm", "-rf", home.toString())
                .start()
                .onExit()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }
}
