package eqmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import testkit.SmtpClient;

/** Another mail server, as {@code it/peers/fetch} unpacked it, with one mailbox of its own: box@DOMAIN. */
final class Peer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Map<String, String> PACKAGES = Map.of("postfix", "postfix", "exim", "exim4-daemon-light");

    final int port;
    final String domain;
    private final Path work;
    private final Process process;

    private Peer(Path work, int port, String domain, Process process) {
        this.work = work;
        this.port = port;
        this.domain = domain;
        this.process = process;
    }

    /**
     * The one that {@code script} starts, {@code postfix} or {@code exim}, which shows the certificate {@code own} and
     * believes {@code authority}. To mail from others it insists on TLS and a certificate.
     */
    static Peer encrypted(String script, String domain, String own, Authority authority) throws IOException {
        return start(PACKAGES.get(script), script, domain, credentials(own, authority));
    }

    /** The same, which insists on TLS with the server on port {@code next} of this machine: mail for elsewhere goes there. */
    static Peer encrypted(String script, String domain, String own, Authority authority, int next) throws IOException {
        return start(PACKAGES.get(script), script, domain, credentials(own, authority), String.valueOf(next));
    }

    private static Map<String, String> credentials(String own, Authority authority) {
        return Map.of("own.pem", own, "ca.pem", authority.pem());
    }

    /** Relays mail for other domains to port {@code next} of this machine. */
    static Peer postfix(String domain, int next) throws IOException {
        return start("postfix", "postfix", domain, Map.of(), String.valueOf(next));
    }

    static Peer postfix(String domain) throws IOException {
        return start("postfix", "postfix", domain, Map.of());
    }

    static Peer exim(String domain) throws IOException {
        return start("exim4-daemon-light", "exim", domain, Map.of());
    }

    static Peer openSmtpd(String domain) throws IOException {
        return start("opensmtpd", "opensmtpd", domain, Map.of());
    }

    /** Goes on only if the package was fetched and can be run. */
    static void needs(String packageName) throws IOException {
        String cache = Objects.requireNonNullElse(System.getenv("EQMAIL_PEERS"), "/var/tmp/eqmail-peers");
        Desk.needs(
                Files.exists(Path.of(cache, packageName, ".complete")), "what it/peers/fetch " + packageName + " gets");
        Desk.needs(Desk.isRoot(), "root, to run " + packageName + " as if it were installed");
    }

    private static Peer start(
            String packageName, String script, String domain, Map<String, String> files, String... more)
            throws IOException {
        needs(packageName);
        Path work = Files.createTempDirectory(Path.of("/var/tmp"), "eqmail-peer-");
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String part : List.of("tmp", "new", "cur")) {
            Files.createDirectories(work.resolve("mail").resolve(part));
        }
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(work.resolve(file.getKey()), file.getValue());
        }
        int port = TrialServer.freePort();
        Path scripts = Desk.file("it/peers");
        // Out of the way of the folders that enter covers.
        Path start = Files.copy(scripts.resolve(script), work.resolve("start"), StandardCopyOption.COPY_ATTRIBUTES);
        List<String> call = new ArrayList<>(List.of(scripts.resolve("enter").toString(), packageName));
        call.addAll(List.of(work.toString(), start.toString(), work.toString(), String.valueOf(port), domain));
        call.addAll(List.of(more));
        Process process = new ProcessBuilder(call)
                .redirectOutput(work.resolve("out.log").toFile())
                .redirectErrorStream(true)
                .start();
        Peer peer = new Peer(work, port, domain, process);
        try {
            peer.awaitGreeting();
            return peer;
        } catch (RuntimeException | Error e) {
            peer.close();
            throw e;
        }
    }

    /** The address of its mailbox. */
    String box() {
        return "box@" + domain;
    }

    private void awaitGreeting() {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .failFast(() -> assertThat(process.isAlive()).as(this::log).isTrue())
                .untilAsserted(() -> assertThat(greets()).as(this::log).isTrue());
    }

    private boolean greets() {
        try (SmtpClient client = new SmtpClient(TrialServer.LOOPBACK, port)) {
            return client.reply().startsWith("220");
        } catch (SocketTimeoutException e) {
            throw new UncheckedIOException(e);
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Waits until its mailbox holds {@code count} messages and gives their texts, one byte a char, in no order. */
    List<String> awaitMessages(int count) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(messages()).as(this::log).hasSize(count));
        return messages();
    }

    private List<String> messages() throws UncheckedIOException {
        return texts(work.resolve("mail/new"));
    }

    /** What it wrote to its logs: belongs into the message of every failure. */
    String log() {
        StringBuilder log = new StringBuilder("log of " + domain + ":\n");
        try (Stream<Path> files = Files.list(work)) {
            for (Path file : (Iterable<Path>) files.filter(f -> f.toString().endsWith(".log"))::iterator) {
                log.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        } catch (IOException e) {
            log.append(e);
        }
        return log.toString();
    }

    /** All files of a directory, one byte a char. */
    static List<String> texts(Path directory) {
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                texts.add(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return texts;
    }

    @Override
    public void close() throws IOException {
        try {
            // The whole process namespace ends with it.
            process.destroyForcibly().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            new ProcessBuilder("rm", "-rf", work.toString()).start().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
