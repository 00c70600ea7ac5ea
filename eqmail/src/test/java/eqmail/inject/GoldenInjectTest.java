package eqmail.inject;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.golden.Golden;
import eqmail.mail.BodyForm;
import eqmail.queue.FakeQueue;
import eqmail.queue.QueueResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenInjectTest {
    /** Where the original was wrong, and the dates that it overflowed. */
    private static final Map<String, String> RIGHT = Map.of("13 Dec 1901 20:45:52 +0000", "19 Jan 2038 03:14:08 +0000");

    @TempDir
    Path home;

    static List<Golden.Case> cases() throws IOException {
        return Golden.cases("qmail-inject");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void injectsAsTheOriginal(Golden.Case golden) throws IOException {
        for (var file : golden.map("control").entrySet()) {
            Golden.lay(home, file.getKey(), file.getValue());
        }
        for (var file : golden.map("tree").entrySet()) {
            Golden.lay(home, file.getKey(), file.getValue());
        }
        Map<String, String> env = new LinkedHashMap<>();
        golden.map("env").forEach((name, value) -> env.put(name, value.replace("{CWD}", home.toString())));
        Injection injection = new Injection(home);
        int queueExit = golden.json().path("qq").path("exit").asInt(-1);
        injection.queue = new FakeQueue(Math.max(queueExit, 0), BodyForm.UNIX);
        injection.zone = zone(env.getOrDefault("TZ", "UTC"));
        if (golden.has("clock")) {
            injection.now = Instant.ofEpochSecond(golden.json().get("clock").asLong());
        }
        if (golden.json().path("qq").path("exit").asString("").equals("crash")) {
            injection.queue = new FakeQueue(new QueueResult("Zqq crashed (#4.3.0)"), BodyForm.UNIX);
        }
        int exit = injection.run(env, golden.list("args"), golden.text("stdin"));
        boolean clock = golden.has("clock");
        assertThat(injection.normal(injection.out(), clock)).isEqualTo(right(golden.text("stdout")));
        assertThat(injection.err()).isEqualTo(golden.text("stderr"));
        assertThat(exit).isEqualTo(golden.number("exit"));
        assertThat(queued(injection, clock)).isEqualTo(expected(golden));
    }

    private static ZoneId zone(String name) {
        return name.equals("XXX3:30") ? ZoneId.of("-03:30") : ZoneId.of(name);
    }

    private static String right(String text) {
        String right = text;
        for (var each : RIGHT.entrySet()) {
            right = right.replace(each.getKey(), each.getValue());
        }
        return right;
    }

    private static List<String> queued(Injection injection, boolean clock) {
        List<String> queued = new ArrayList<>();
        for (FakeQueue.Queued each : injection.queue.queued()) {
            queued.add(injection.normal(each.message(), clock));
            queued.add(Latin1.string(each.envelope().encode()));
        }
        return queued;
    }

    private static List<String> expected(Golden.Case golden) {
        Map<String, String> files = golden.map("files");
        return files.containsKey("qq/message") ? List.of(files.get("qq/message"), files.get("qq/envelope")) : List.of();
    }
}
