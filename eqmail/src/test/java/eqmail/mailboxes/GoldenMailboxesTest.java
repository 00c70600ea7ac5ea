package eqmail.mailboxes;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.fs.Folder;
import eqmail.fs.RealFolder;
import eqmail.golden.Golden;
import eqmail.posix.FileCalls;
import eqmail.posix.FileStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenMailboxesTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z"));

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int umask;

    @BeforeEach
    void asRecorded() {
        umask = FileCalls.umask(022);
    }

    @AfterEach
    void restore() {
        FileCalls.umask(umask);
    }

    static Stream<Arguments> cases() throws IOException {
        List<Arguments> all = new ArrayList<>();
        for (String file : List.of("maildirmake", "maildir2mbox", "maildirwatch")) {
            Golden.cases(file).forEach(each -> all.add(Arguments.of(file, each)));
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void worksAsTheOriginal(String name, Golden.Case golden) throws IOException {
        layOut(golden);
        Map<String, String> env = new TreeMap<>();
        golden.map("env").forEach((variable, value) -> env.put(variable, here(value)));
        List<String> args = golden.list("args").stream().map(this::here).toList();
        int exit = run(name, args, env);
        assertThat(Latin1.string(err.toByteArray())).isEqualTo(here(golden.text("stderr")));
        assertThat(Latin1.string(out.toByteArray())).isEqualTo(golden.text("stdout"));
        assertThat(exit).isEqualTo(golden.json().path("exit").asInt(STOPPED));
        if (golden.has("listing")) {
            assertThat(listing()).isEqualTo(golden.list("listing"));
        }
        for (var file : golden.map("files").entrySet()) {
            assertThat(Golden.read(folder.resolve(file.getKey()))).isEqualTo(intended(golden, file.getValue()));
        }
    }

    /** For a case that has no exit code, since the program was killed. */
    private static final int STOPPED = -1;

    private int run(String name, List<String> args, Map<String, String> env) throws IOException {
        try (Folder start = RealFolder.open(folder.toString())) {
            return switch (name) {
                case "maildirmake" -> new MaildirMake(start, err).run(args);
                case "maildir2mbox" -> new MaildirToMbox(env, start, CLOCK, err).run();
                default -> new MaildirWatch(env, start, CLOCK, GoldenMailboxesTest::stop, out, err).run();
            };
        } catch (InterruptedException stopped) {
            return STOPPED;
        }
    }

    private static void stop(java.time.Duration time) throws InterruptedException {
        throw new InterruptedException("after " + time);
    }

    private void layOut(Golden.Case golden) throws IOException {
        for (var each : golden.json().path("tree").properties()) {
            if (each.getValue().isNull()) {
                Files.createDirectories(folder.resolve(each.getKey()));
            } else {
                Golden.lay(folder, each.getKey(), each.getValue().asString());
            }
        }
        for (var each : golden.map("mtimes").entrySet()) {
            Instant time = Instant.ofEpochSecond(Long.parseLong(each.getValue()));
            FileCalls.times(folder.resolve(each.getKey()).toString(), time, time);
        }
    }

    private String here(String text) {
        return text.replace("{CWD}", folder.toString());
    }

    /** The original lost a last line without line feed. */
    private static String intended(Golden.Case golden, String mbox) {
        return golden.name().equals("last-line-cut") ? mbox.replace("\none\n\n", "\none\nno newline\n\n") : mbox;
    }

    private List<String> listing() throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.filter(p -> !p.equals(folder)).sorted().toList()) {
                FileStatus status = FileCalls.stat(each.toString()).orElseThrow();
                String kind = status.isDirectory() ? "d" : "f";
                lines.add(String.format("%s %04o %s", kind, status.permissions(), folder.relativize(each)));
            }
        }
        lines.sort(null);
        return lines;
    }
}
