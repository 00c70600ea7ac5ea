package eqmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Replays what was recorded of eQmail 1.09 against dist/bin: every offered case passes, or is a row of docs/deviations.md. */
class GoldenReplayTest {
    /** Differences that a spool of its own makes; see it/replay/README.md. The table of dead hosts is the original's. */
    static final String IGNORED = "queue-files,owners,trigger,retry-time";

    /** Cases that lay out or inspect the original's queue folder cannot say anything about ours. */
    private static final String FINE_TO_SKIP = "pins the queue layout";

    @TestFactory
    Stream<DynamicTest> everyOfferedCasePassesOrIsADeviation() throws Exception {
        List<GoldenCases> offered = GoldenCases.offered();
        if (offered.isEmpty()) {
            return Stream.empty();
        }
        needsNamespaces();
        JsonNode cases = replay(offered);
        Deviations deviations = Deviations.read();
        return offered.stream().map(o -> DynamicTest.dynamicTest(o.file(), () -> judge(o, cases, deviations)));
    }

    /** The cases of other accounts, which a home that nobody set up refuses (docs/deviations.md). */
    @Test
    void everyAccountQueuesInAHomeThatWasSetUp() throws Exception {
        needsNamespaces();
        Path result = Files.createDirectories(Desk.file("it/target/golden")).resolve("set-up.json");
        List<String> call = new ArrayList<>(List.of("python3", "-B", "replay.py", "--bin"));
        call.addAll(List.of(Desk.file("dist/bin").toString(), "--ignore", IGNORED, "--json", result.toString()));
        call.addAll(List.of("--init", Desk.file("dist/lib/make-home") + " \"$QMAILHOME\""));
        call.addAll(List.of("--name", "by-alias", "--name", "for-bounce", "--name", "by-other-uid"));
        call.addAll(List.of("--name", "uid-alias", "--cases"));
        for (String file : List.of("qmail-queue", "qmail-send")) {
            call.add(Desk.file(GoldenCases.FOLDER).resolve(file + ".jsonl").toString());
        }
        Files.deleteIfExists(result);
        String report = output(call);
        assertThat(result).as(report).exists();
        JsonNode cases = new JsonMapper().readTree(Files.readString(result)).get("cases");
        assertThat(cases).as(report).hasSize(4).allMatch(each -> fault(each).isEmpty());
    }

    @Test
    void everyCommandWithRecordedCasesOffersThem() throws IOException {
        TreeSet<String> missing = new TreeSet<>();
        try (Stream<Path> commands = Files.list(Desk.file("dist/bin"))) {
            commands.map(c -> c.getFileName().toString())
                    .filter(c -> Files.exists(Desk.file(GoldenCases.FOLDER).resolve(c + ".jsonl")))
                    .forEach(missing::add);
        }
        GoldenCases.offered().forEach(o -> missing.remove(o.file()));
        assertThat(missing)
                .as("golden files to be added to it/golden-offered.txt")
                .isEmpty();
    }

    private static void needsNamespaces() throws IOException, InterruptedException {
        Desk.needsProgram("python3");
        String obstacle = output(List.of("python3", "-c", "from replaylib import sandbox; print(sandbox.possible())"));
        Desk.needs(obstacle.isBlank(), "root and namespaces (" + obstacle.strip() + ")");
    }

    private static JsonNode replay(List<GoldenCases> offered) throws Exception {
        Path work = Files.createDirectories(Desk.file("it/target/golden"));
        Path result = work.resolve("result.json");
        List<String> call = new ArrayList<>(List.of(
                "python3", "-B", "replay.py", "--bin", Desk.file("dist/bin").toString()));
        call.addAll(List.of("--ignore", IGNORED, "--json", result.toString(), "--cases"));
        for (GoldenCases each : offered) {
            call.add(each.select(work).toString());
        }
        Files.deleteIfExists(result);
        String report = output(call);
        Files.writeString(work.resolve("report.txt"), report);
        assertThat(result).as(report).exists();
        System.out.println(
                report.substring(Math.max(0, report.indexOf("\nprogram "))).strip());
        return new JsonMapper().readTree(Files.readString(result)).get("cases");
    }

    private static String output(List<String> call) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(call)
                .directory(Desk.file("it/replay").toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        String text = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.ISO_8859_1);
        process.waitFor();
        return text;
    }

    private static void judge(GoldenCases file, JsonNode cases, Deviations deviations) {
        String group = "golden/" + file.file() + ":";
        List<String> wrong = new ArrayList<>();
        int seen = 0;
        for (Map.Entry<String, JsonNode> each : cases.properties()) {
            if (each.getKey().startsWith(group)) {
                seen++;
                String name = each.getKey().substring(group.length());
                String fault = fault(each.getValue());
                if (!fault.isEmpty() && !deviations.excuse(file.file(), name)) {
                    wrong.add(name + ": " + fault);
                }
            }
        }
        assertThat(wrong)
                .as("cases of " + file.file() + " that fail and are no row of docs/deviations.md")
                .isEmpty();
        assertThat(seen).as("cases of " + file.file()).isPositive();
    }

    /** Why a case counts as not shown; empty if it is fine. */
    private static String fault(JsonNode result) {
        return switch (result.get("status").asString()) {
            case "pass" -> "";
            case "skip" -> unexcused(result.get("reason").asString());
            default -> problems(result);
        };
    }

    /** At a desk a tool may be missing; a command that is not there, or anything missing in CI, is no excuse. */
    private static String unexcused(String reason) {
        boolean layout = reason.startsWith(FINE_TO_SKIP);
        boolean desk = !Desk.isCi() && !reason.startsWith("no command");
        return layout || desk ? "" : "skipped: " + reason;
    }

    private static String problems(JsonNode result) {
        StringBuilder text = new StringBuilder();
        for (JsonNode problem : result.get("problems")) {
            text.append("\n    [").append(problem.get(1).asString()).append("] ");
            text.append(problem.get(0).asString())
                    .append(": ")
                    .append(problem.get(2).asString());
        }
        return text.toString();
    }
}
