package eqmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import testkit.SmtpClient;

/** A home for servers that root starts, with accounts of its own in a mount namespace; joe has a Maildir. */
final class RootHome {
    static final int JOE = 54_321;
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

    private final Path home;
    private final int port = TrialServer.freePort();

    RootHome() throws IOException {
        Desk.needs(Desk.isRoot() && Desk.hasProgram("unshare"), "root, unshare");
        home = Files.createTempDirectory(Path.of("/var/tmp"), "eqmail-root-");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
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

    Path home() {
        return home;
    }

    /** Of its listener for SMTP. */
    int port() {
        return port;
    }

    Path file(String name) {
        return home.resolve(name);
    }

    void write(String file, String text) throws IOException {
        Path path = file(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    /** Starts a command of the image as root; what it prints goes to the file {@code log}. */
    Process start(String log, String command, String... arguments) throws IOException {
        String script = "mount --bind \"$QMAILHOME/passwd\" /etc/passwd && mount --bind \"$QMAILHOME/group\" /etc/group"
                + " && exec \"$0\" \"$@\"";
        List<String> line = new ArrayList<>(List.of("unshare", "-m", "/bin/sh", "-c", script));
        line.add(Desk.command(command).toString());
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().put("QMAILHOME", home.toString());
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(file(log).toFile()))
                .start();
    }

    /** TERM, and the end. */
    static void stop(Process server) throws InterruptedException {
        server.destroy();
        assertThat(server.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }

    List<Path> delivered() throws IOException {
        try (Stream<Path> files = Files.list(file("joe/Maildir/new"))) {
            return files.toList();
        }
    }

    void send(String text) throws IOException {
        try (SmtpClient client = new SmtpClient(TrialServer.LOOPBACK, port).hello()) {
            assertThat(client.message("s@example.net", "joe@root.test", text)).startsWith("250 ");
        }
    }

    void awaitDelivered(String text) {
        Awaitility.await(text)
                .atMost(Duration.ofMinutes(1))
                .until(() -> delivered().stream().anyMatch(file -> read(file).endsWith("\n" + text)));
    }

    void awaitService(Process server) {
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

    /** What the server that logs to {@code log} has printed. */
    String log() {
        return read(file("log"));
    }

    static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void remove() throws IOException, InterruptedException {
        new ProcessBuilder("rm", "-rf", home.toString()).start().waitFor(1, TimeUnit.MINUTES);
    }
}
