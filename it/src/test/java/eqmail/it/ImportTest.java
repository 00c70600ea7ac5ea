package eqmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An import of an old queue that is killed again and again still brings each message once. */
class ImportTest {
    private static final int MESSAGES = 1500;
    private static final int SPLIT = 23;
    /** Kills after which it is left alone. */
    private static final int KILLS = 8;

    private static final long MOST_SECONDS = 120;

    @TempDir
    Path dir;

    @Test
    void bringsEachMessageOnceThoughItIsKilled() throws Exception {
        Path old = oldHome();
        Path home = Files.createDirectory(dir.resolve("new"));
        Random moments = new Random(20_261_124);
        for (int kill = 0; kill < KILLS; kill++) {
            Process process = start(home, "import", old.toString());
            awaitJournal(process, home, moments.nextInt(MESSAGES / KILLS) * 2L + lines(home));
            process.destroyForcibly();
            assertThat(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
        String said = run(home, "import", old.toString());
        assertThat(said).contains(" 0 could not be read");

        assertThat(run(home, "spool", "check", home.resolve("spool/log").toString()))
                .contains("all is well");
        assertThat(senders(run(home, "spool", "dump", home.resolve("spool/log").toString()))
                        .values())
                .doesNotHaveDuplicates()
                .hasSize(MESSAGES);
    }

    /** By number: while a segment is tidied up, a message may lie in two of them. */
    private static Map<String, String> senders(String dump) {
        Map<String, String> senders = new HashMap<>();
        String number = "";
        for (String line : dump.lines().toList()) {
            int message = line.indexOf("  message ");
            int at = line.indexOf("sender-");
            if (message > 0) {
                number = line.substring(message);
            } else if (at >= 0) {
                senders.put(number, line.substring(at, line.indexOf('@', at)));
            }
        }
        return senders;
    }

    private Path oldHome() throws IOException {
        Path home = dir.resolve("old");
        for (String part : List.of("mess", "info", "local", "remote", "todo", "bounce")) {
            for (int i = 0; i < SPLIT; i++) {
                Files.createDirectories(home.resolve("queue/" + part + "/" + i));
            }
        }
        for (int id = 1; id <= MESSAGES; id++) {
            String name = id % SPLIT + "/" + id;
            write(home.resolve("queue/mess/" + name), "Subject: " + id + "\n\n" + "text\n".repeat(id % 200));
            String sender = "Fsender-" + id + "@example.org\0";
            if (id % 3 == 0) {
                write(home.resolve("queue/todo/" + name), "u0\0p1\0" + sender + "Tme@example.org\0");
            } else {
                write(home.resolve("queue/info/" + name), sender);
                write(home.resolve("queue/remote/" + name), "Dfirst@example.net\0Tsecond@example.net\0");
            }
        }
        return home;
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardCharsets.ISO_8859_1);
    }

    private static long lines(Path home) throws IOException {
        Path journal = home.resolve("spool/imported");
        if (!Files.exists(journal)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(journal)) {
            return lines.count();
        }
    }

    private void awaitJournal(Process process, Path home, long lines) throws IOException {
        Awaitility.await("progress")
                .atMost(Duration.ofSeconds(MOST_SECONDS))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> lines(home) >= lines || !process.isAlive());
        assertThat(lines(home)).as(read()).isPositive();
    }

    private Process start(Path home, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(Desk.command("eqmail").toString()));
        command.addAll(List.of(args));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output());
        builder.environment().put("QMAILHOME", home.toString());
        return builder.start();
    }

    private String read() throws IOException {
        return Files.readString(output().toPath(), StandardCharsets.ISO_8859_1);
    }

    private File output() {
        return dir.resolve("output").toFile();
    }

    private String run(Path home, String... args) throws Exception {
        Process process = start(home, args);
        assertThat(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)).isTrue();
        String said = read();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
