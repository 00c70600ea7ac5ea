package eqmail.lines;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.golden.Golden;
import eqmail.mail.BodyForm;
import eqmail.queue.FakeQueue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenLinesTest {
    private static final Map<String, LineCommand> COMMANDS = Map.of(
            "bouncesaying", new BounceSaying(),
            "condredirect", new CondRedirect(),
            "except", new Except(),
            "forward", new Forward(),
            "preline", new Preline(),
            "qbiff", new QBiff(new Terminals(Path.of("/nowhere"), "/nowhere")),
            "qreceipt", new QReceipt(),
            "qsmhook", new QsmHook());

    @TempDir
    Path folder;

    static Stream<Arguments> cases() throws IOException {
        List<Arguments> all = new ArrayList<>();
        for (String file : COMMANDS.keySet()) {
            Golden.cases(file).forEach(each -> all.add(Arguments.of(file, each)));
        }
        Golden.cases("predate").forEach(each -> all.add(Arguments.of("predate", each)));
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void runsAsTheOriginal(String name, Golden.Case golden) throws IOException {
        for (var file : golden.map("tree").entrySet()) {
            Golden.lay(folder, file.getKey(), file.getValue());
            assertThat(folder.resolve(file.getKey()).toFile().setExecutable(true))
                    .isTrue();
        }
        Line line = new Line(folder, golden.map("env"));
        line.queue = new FakeQueue(golden.json().path("qq").path("exit").asInt(0), BodyForm.UNIX);
        List<String> args = golden.list("args").stream()
                .map(a -> a.replace("{CWD}", folder.toString()))
                .toList();
        int exit = line.run(name, command(name, golden), args, golden.text("stdin"));
        assertThat(line.err()).isEqualTo(golden.text("stderr").replace("{QP}", "4711"));
        assertThat(line.out()).isEqualTo(golden.text("stdout"));
        assertThat(exit).isEqualTo(golden.number("exit"));
        assertThat(queued(line.queue)).isEqualTo(expected(golden));
    }

    private static LineCommand command(String name, Golden.Case golden) {
        InstantSource clock = InstantSource.fixed(Instant.ofEpochSecond(golden.number("clock")));
        return COMMANDS.getOrDefault(name, new Predate(clock, () -> zone(golden.map("env"))));
    }

    private static ZoneId zone(Map<String, String> env) {
        String name = env.getOrDefault("TZ", "UTC");
        return ZoneId.of(name.equals("XXX3:30") ? "-03:30" : name);
    }

    private static List<String> queued(FakeQueue queue) {
        List<String> all = new ArrayList<>();
        for (FakeQueue.Queued each : queue.queued()) {
            all.add(each.message());
            all.add(Latin1.string(each.envelope().encode()));
        }
        return all;
    }

    private static List<String> expected(Golden.Case golden) {
        Map<String, String> files = golden.map("files");
        return files.containsKey("qq/message") ? List.of(files.get("qq/message"), files.get("qq/envelope")) : List.of();
    }
}
