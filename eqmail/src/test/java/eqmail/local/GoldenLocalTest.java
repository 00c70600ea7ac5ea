package eqmail.local;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.golden.Golden;
import eqmail.mail.BodyForm;
import eqmail.mail.Envelope;
import eqmail.posix.Descriptor;
import eqmail.posix.OpenFlag;
import eqmail.posix.Pipe;
import eqmail.queue.FakeQueue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class GoldenLocalTest {
    private static final String NEW_NAME = "(.*(?:new|tmp|cur)/)\\d+\\.[A-Za-z0-9_]+\\.mail\\.example\\.org";
    private static final String CTIME = "(?:Sun|Mon|Tue|Wed|Thu|Fri|Sat) [A-Z][a-z]{2} [ \\d]\\d [\\d:]{8} \\d{4}";

    @TempDir
    Path directory;

    static List<Golden.Case> cases() throws IOException {
        return Golden.cases("qmail-local");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void deliversAsTheOriginal(Golden.Case golden) throws IOException {
        Workshop workshop = new Workshop(directory);
        workshop.queue = new FakeQueue(
                golden.json().path("stub").path("qmail-queue").path("exit").asInt(0), BodyForm.UNIX);
        Map<String, String> before = layHome(workshop.home, golden);
        Workshop.Answer answer;
        try (Descriptor message = stdin(workshop, golden)) {
            answer = workshop.run(
                    message,
                    golden.list("args").stream()
                            .map(a -> a.replace("{UHOME}", workshop.home.toString()))
                            .toList());
        }
        assertThat(normal(workshop, answer.err())).isEqualTo(golden.text("stderr"));
        assertThat(normal(workshop, answer.out())).isEqualTo(golden.text("stdout"));
        assertThat(answer.exit()).isEqualTo(golden.number("exit"));
        assertThat(homeAfter(workshop, before)).isEqualTo(expectedHome(golden));
        assertQueued(workshop.queue, golden);
    }

    private static Map<String, String> layHome(Path home, Golden.Case golden) throws IOException {
        for (String folder : golden.list("home_dirs")) {
            Files.createDirectories(home.resolve(folder));
        }
        Map<String, String> before = new TreeMap<>();
        for (Map.Entry<String, JsonNode> file : golden.json().path("home_files").properties()) {
            JsonNode value = file.getValue();
            String bytes =
                    value.isString() ? value.asString() : value.path("bytes").asString();
            Golden.lay(home, file.getKey(), bytes);
            mode(
                    home.resolve(file.getKey()),
                    value.isString() ? "0644" : value.path("mode").asString());
            before.put(file.getKey(), bytes);
        }
        mode(home, golden.has("home_mode") ? golden.text("home_mode") : "0755");
        return before;
    }

    private static void mode(Path file, String octal) throws IOException {
        Files.setAttribute(file, "unix:mode", Integer.parseInt(octal, 8));
    }

    private Descriptor stdin(Workshop workshop, Golden.Case golden) throws IOException {
        return switch (golden.text("stdin_kind")) {
            case "directory" -> Descriptor.open(directory.toString(), OpenFlag.READ);
            case "pipe" -> {
                Pipe pipe = Pipe.create();
                pipe.write().writeAll(Latin1.bytes(golden.text("stdin")));
                pipe.write().close();
                yield pipe.read();
            }
            default -> workshop.message(golden.text("stdin"));
        };
    }

    private static Map<String, String> homeAfter(Workshop workshop, Map<String, String> before) throws IOException {
        Map<String, String> after = new TreeMap<>();
        try (Stream<Path> files = Files.walk(workshop.home)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = workshop.home.relativize(file).toString();
                String text = Latin1.string(Files.readAllBytes(file));
                if (!text.equals(before.get(name))) {
                    String shown = name.replaceAll(NEW_NAME, "$1{TIME}.{PID}.{HOST}");
                    after.put(shown, normal(workshop, text));
                    if (!before.containsKey(name) && shown.contains("{TIME}")) {
                        assertThat(Files.getPosixFilePermissions(file))
                                .as("delivered files are nobody else's")
                                .containsExactlyInAnyOrder(
                                        PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
                    }
                }
            }
        }
        return after;
    }

    private static Map<String, String> expectedHome(Golden.Case golden) {
        Map<String, String> files = new TreeMap<>(golden.map("home_files_after"));
        files.keySet().removeIf(name -> name.endsWith(" mode"));
        return files;
    }

    private static void assertQueued(FakeQueue queue, Golden.Case golden) {
        if (!golden.has("queued")) {
            assertThat(queue.queued()).isEmpty();
            return;
        }
        Map<String, String> queued = golden.map("queued");
        assertThat(queue.queued()).hasSize(1);
        assertThat(queue.queued().getFirst().message()).isEqualTo(queued.get("message"));
        assertThat(wire(queue.queued().getFirst().envelope())).isEqualTo(queued.get("envelope"));
    }

    private static String wire(Envelope envelope) {
        StringBuilder out = new StringBuilder("F" + envelope.sender() + "\0");
        envelope.recipients().forEach(each -> out.append("T").append(each).append("\0"));
        return out.append("\0").toString();
    }

    private static String normal(Workshop workshop, String text) {
        return text.replace(workshop.home.toString(), "{UHOME}")
                .replaceAll("(?m)^qp \\d+$", "qp {QP}")
                .replaceAll(CTIME, "{CTIME}");
    }
}
