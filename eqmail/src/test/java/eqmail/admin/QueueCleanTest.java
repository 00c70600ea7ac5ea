package eqmail.admin;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class QueueCleanTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

    @TempDir
    private Path home;

    private String answers = "";

    private int clean(String commands) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code = new QueueClean(
                        home.resolve("queue"), new ByteArrayInputStream(Latin1.bytes(commands)), out, () -> NOW)
                .run();
        answers = Latin1.string(out.toByteArray());
        return code;
    }

    private Path put(String name) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "x");
    }

    private Set<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(home)) {
            return all.filter(Files::isRegularFile)
                    .map(f -> home.relativize(f).toString())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    static Stream<JsonNode> cases() {
        JsonMapper mapper = new JsonMapper();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(QueueCleanTest.class.getResourceAsStream("/golden/qmail-clean.jsonl")),
                StandardCharsets.UTF_8))) {
            return lines.lines().map(mapper::readTree).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void cleansAsRecorded(JsonNode json) throws IOException {
        for (JsonNode file : json.get("queue_before")) {
            put(file.asString());
        }
        assertThat(clean(json.get("stdin").asString()))
                .isEqualTo(json.get("exit").asInt());
        assertThat(answers).isEqualTo(json.get("stdout").asString());
        Set<String> left = new TreeSet<>();
        json.get("queue_after").forEach(file -> left.add(file.asString()));
        assertThat(files()).isEqualTo(left);
    }

    @Test
    void answersABadCommandOnce() throws IOException {
        put("queue/mess/3/26");
        assertThat(clean("foop/2x6\0foop/x\0foop/1/\0fool/26\0\0foop/26\0")).isZero();
        assertThat(answers).isEqualTo("xxxxx+");
    }

    @Test
    void takesTheLongestNumberThatFits() throws IOException {
        put("queue/mess/0/0");
        clean("foop/" + "0".repeat(94) + "\0");
        assertThat(answers).isEqualTo("+");
        assertThat(files()).isEmpty();
    }

    @Test
    void saysWhenAFileCannotBeRemoved() throws IOException {
        put("queue/mess/3/26/inside");
        clean("foop/26\0");
        assertThat(answers).isEqualTo("!");
    }

    @Test
    void sweepsOldFilesOfDeadQueueProcesses() throws IOException {
        Path old = put("queue/pid/1.2.1");
        Path young = put("queue/pid/3.4.1");
        read(old, NOW.minus(Duration.ofHours(36)));
        read(young, NOW.minus(Duration.ofHours(36)).plusSeconds(1));
        clean("");
        assertThat(files()).containsExactly("queue/pid/3.4.1");
    }

    private static void read(Path file, Instant time) throws IOException {
        FileTime at = FileTime.from(time);
        Files.getFileAttributeView(file, BasicFileAttributeView.class).setTimes(at, at, at);
    }

    @Test
    void exits111WithoutAQueueAnd100WithoutAReader() throws IOException {
        assertThat(clean("")).isEqualTo(111);
        put("queue/mess/3/26");
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("broken pipe");
            }
        };
        ByteArrayInputStream command = new ByteArrayInputStream(Latin1.bytes("foop/26\0"));
        assertThat(new QueueClean(home.resolve("queue"), command, gone, () -> NOW).run())
                .isEqualTo(100);
    }
}
