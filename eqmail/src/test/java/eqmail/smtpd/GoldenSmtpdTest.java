package eqmail.smtpd;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.auth.Backoff;
import eqmail.auth.Checker;
import eqmail.auth.CheckpasswordProgram;
import eqmail.bytes.Latin1;
import eqmail.control.Control;
import eqmail.delivery.Replaceable;
import eqmail.mail.BodyForm;
import eqmail.queue.Origin;
import eqmail.queue.QueueResult;
import eqmail.spp.HostPlugins;
import eqmail.spp.PluginHost;
import eqmail.tls.ServerTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Replays the recorded sessions of qmail-smtpd that need no TLS. */
class GoldenSmtpdTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:20:30Z");

    private static final long NONCE = 4711;
    private static final String CHALLENGE = "<4711." + NOW.getEpochSecond() + "@mail.example.org>";

    /** The first AUTH= counts in both places (ORIGINAL_BUGS.md). */
    private static final Map<String, Map<String, String>> INTENDED =
            Map.of("mailauth-second", Map.of("(secnd@", "(first@"));

    @TempDir
    private Path home;

    static Stream<GoldenCase> cases() {
        return GoldenCase.all("qmail-smtpd.jsonl").filter(c -> !c.usesTls() && !c.usesPlugins());
    }

    static Stream<GoldenCase> casesWithPlugins() {
        return Stream.concat(
                GoldenCase.all("qmail-smtpd.jsonl").filter(GoldenCase::usesPlugins),
                GoldenCase.all("qmail-smtpd-rcpthook.jsonl"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void answersAsRecordedWithAQueueInUnixForm(GoldenCase golden) throws IOException {
        replay(golden, BodyForm.UNIX);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void answersAsRecordedWithAQueueInWireForm(GoldenCase golden) throws IOException {
        replay(golden, BodyForm.WIRE);
    }

    @ParameterizedTest
    @MethodSource("casesWithPlugins")
    void answersAsRecordedWithPlugins(GoldenCase golden) throws IOException {
        replay(golden, BodyForm.UNIX);
    }

    @Test
    void runsEveryRecordedSessionThatNeedsNothingElse() {
        assertThat(cases().count()).isEqualTo(157);
        assertThat(casesWithPlugins().count()).isEqualTo(75);
    }

    /** In a command the complaints of plug-ins go past us; where a case looks at them they come by the log, as in the server. */
    private HostPlugins plugins(GoldenCase golden, List<String> log) {
        boolean complaints =
                golden.result().path("stderr").asString("").lines().anyMatch(line -> !line.startsWith("qmail-smtpd: "));
        PluginHost host = new PluginHost(
                home,
                Map.of(),
                Map.of(),
                new Replaceable(home, home),
                line -> log.add(line.replaceFirst("^qmail-spp: [^ ]+: ", "")),
                complaints);
        return new HostPlugins(host, System::nanoTime);
    }

    private void replay(GoldenCase golden, BodyForm form) throws IOException {
        lay(golden.texts("control"));
        Map<String, String> env = new HashMap<>(golden.texts("env"));
        env.replaceAll((name, value) -> value.replace("{HOME}", home.toString()));
        RecordingQueue queue = new RecordingQueue(form, env, queueAnswer(env));
        List<String> log = new ArrayList<>();
        SmtpdHost host = new SmtpdHost(
                () -> SmtpdControls.load(new Control(home)),
                e -> queue,
                plugins(golden, log),
                Origin.network(201),
                log::add,
                InstantSource.fixed(NOW),
                ZoneOffset.UTC,
                OwnAddresses::ofSystem,
                logins(golden),
                ciphers -> ServerTls.load(new Control(home), ciphers, log::add),
                SmtpdLimits.DEFAULT);
        Script script = Script.of(golden.steps());
        ScriptedPeer peer = new ScriptedPeer(script.packets());
        int exit = new Session(peer, env, host).run();
        JsonNode expected = golden.result();
        assertThat(answers(peer, script)).as(golden.name()).isEqualTo(wantedAnswers(golden, script));
        if (expected.has("exit")) {
            assertThat(exit).isEqualTo(expected.get("exit").asInt());
        }
        if (expected.has("stderr")) {
            assertThat(log.stream().map(l -> l + "\n").collect(Collectors.joining()))
                    .isEqualTo(expected.get("stderr").asString());
        }
        if (expected.has("files")) {
            Map<String, String> wanted = wanted(golden, expected);
            boolean rcptRan = wanted.values().stream().anyMatch(text -> text.contains("SMTPRCPTTO="));
            assertThat(files(queue, rcptRan)).as(golden.name()).isEqualTo(wanted);
        }
    }

    private void lay(Map<String, String> files) throws IOException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = home.resolve(file.getKey());
            if (file.getKey().endsWith("/")) {
                Files.createDirectories(path);
            } else {
                Files.createDirectories(path.getParent());
                Files.write(path, Latin1.bytes(file.getValue()));
                assertThat(path.toFile().setExecutable(true)).isTrue();
            }
        }
    }

    private Logins logins(GoldenCase golden) {
        List<String> command = golden.arguments().stream()
                .map(argument -> argument.replace("{HOME}", home.toString()))
                .toList();
        Optional<Checker> checker =
                command.isEmpty() ? Optional.empty() : Optional.of(CheckpasswordProgram.ofCommand(home, command));
        return new Logins(env -> checker, true, Backoff.NONE, () -> NONCE, time -> {});
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(Latin1.bytes(text));
    }

    /** What the stand-in queue program of the case would answer. */
    private static QueueResult queueAnswer(Map<String, String> env) throws IOException {
        Path program = Path.of(env.get("QMAILQUEUE"));
        if (!Files.exists(program)) {
            return QueueResult.ofExit(120);
        }
        if (!Latin1.string(Files.readAllBytes(program)).contains("capture")) {
            return new QueueResult("Zqq read error (#4.3.0)");
        }
        return QueueResult.ofExit(Integer.parseInt(env.getOrDefault("QQEXIT", "0")));
    }

    /** Answers as the client of the case saw them. After the last step it closes, which may bring one more. */
    private List<String> answers(ScriptedPeer peer, Script script) {
        List<String> seen = new ArrayList<>(peer.answers());
        while (seen.size() > script.answers().size() && seen.getLast().isEmpty()) {
            seen.removeLast();
        }
        while (seen.size() < script.answers().size()) {
            seen.add("");
        }
        seen.replaceAll(text -> normal(text));
        return seen;
    }

    private Map<String, String> files(RecordingQueue queue, boolean rcptRan) throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (int n = 1; Files.exists(home.resolve("capture/auth." + n)); n++) {
            String claim = Latin1.string(Files.readAllBytes(home.resolve("capture/auth." + n)));
            files.put("capture/auth." + n, claim.replace(CHALLENGE, "<{PID}.{TIME}@mail.example.org>"));
        }
        int n = 0;
        for (RecordingQueue.Queued message : queue.messages()) {
            n++;
            if (!standInKeeps(message.environment())) {
                continue;
            }
            files.put("capture/" + n + ".message", normal(message.text()));
            files.put("capture/" + n + ".envelope", message.envelopeBytes());
            files.put("capture/" + n + ".env", environment(message.environment(), rcptRan));
        }
        return files;
    }

    private boolean standInKeeps(Map<String, String> env) {
        try {
            Path program = Path.of(env.get("QMAILQUEUE"));
            return Files.exists(program)
                    && Latin1.string(Files.readAllBytes(program)).contains("capture");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The original never ran its RCPT plug-ins, so it never set their variables; some cases show what was meant. */
    private static String environment(Map<String, String> env, boolean rcptRan) {
        return env.entrySet().stream()
                .filter(e -> e.getKey().matches("RELAYCLIENT|TCPREMOTEINFO|SMTP[A-Z]+|XV[A-Z]*"))
                .filter(e -> rcptRan || !e.getKey().startsWith("SMTPRCPT"))
                .map(e -> e.getKey() + "=" + e.getValue() + "\n")
                .sorted()
                .collect(Collectors.joining());
    }

    private static List<String> wantedAnswers(GoldenCase golden, Script script) {
        List<String> wanted = new ArrayList<>(script.answers());
        if (golden.name().equals("spp-LM-after-shown")) {
            // An error kept after the others were shown is shown as well (ORIGINAL_BUGS.md).
            wanted.set(wanted.size() - 2, wanted.get(wanted.size() - 2).repeat(2));
        }
        return wanted;
    }

    private static Map<String, String> wanted(GoldenCase golden, JsonNode expected) {
        Map<String, String> files = new TreeMap<>(GoldenCase.texts(expected, "files"));
        INTENDED.getOrDefault(golden.name(), Map.of())
                .forEach((was, is) -> files.replaceAll((name, text) -> text.replace(was, is)));
        return files;
    }

    private String normal(String text) {
        return text.replace("334 " + base64(CHALLENGE), "334 {B64:<{PID}.{TIME}@mail.example.org>}")
                // The original sends its prompts as they are.
                .replace("334 " + base64("Username:"), "334 Username:")
                .replace("334 " + base64("Password:"), "334 Password:")
                .replace("; 22 Nov 2026 10:20:30 +0000\n", "; {DATE822}\n")
                .replace("ok " + NOW.getEpochSecond() + " qp " + RecordingQueue.QP, "ok {TIME} qp {QP}")
                .replaceAll("(454 TLS [a-zA-Z ]+): .*? \\(#4\\.3\\.0\\)", "$1: {TLSERR} (#4.3.0)")
                .replace(home.toString(), "{HOME}");
    }

    /** The dialogue as packets, and the answer expected before each of them and after the last. */
    private record Script(List<String> packets, List<String> answers) {
        static Script of(List<GoldenCase.Step> steps) {
            List<String> packets = new ArrayList<>();
            List<String> answers = new ArrayList<>();
            StringBuilder answer = new StringBuilder();
            for (GoldenCase.Step step : steps) {
                if (step.kind() == GoldenCase.Kind.RECV) {
                    answer.append(step.text());
                    continue;
                }
                answers.add(answer.toString());
                answer.setLength(0);
                packets.add(step.kind() == GoldenCase.Kind.WAIT ? ScriptedPeer.SILENCE : step.text());
            }
            answers.add(answer.toString());
            return new Script(packets, answers);
        }
    }
}
