package eqmail.send;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.delivery.Channel;
import eqmail.mail.MessageId;
import eqmail.queue.QueueResult;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Replays the recorded runs of qmail-send: whole logs, calls of the remote side, mailboxes with every bounce text, retry
 * times. Left to the image: the second instance, which the lock of the queue keeps out.
 */
class GoldenSendTest {
    private static final Pattern NEW = Pattern.compile("new msg (\\d+)");
    private static final Pattern GROUP = Pattern.compile("delivery \\d+|msg \\{MSG[^}]*\\}");

    @TempDir
    private Path home;

    private final List<Integer> aged = new ArrayList<>();
    private String prefix = "";

    record Case(JsonNode json) {
        String name() {
            return json.get("name").asString();
        }

        @Override
        public String toString() {
            return name();
        }
    }

    static Stream<Case> cases() {
        JsonMapper mapper = new JsonMapper();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(GoldenSendTest.class.getResourceAsStream("/golden/qmail-send.jsonl")),
                StandardCharsets.UTF_8))) {
            return lines.lines().map(line -> new Case(mapper.readTree(line))).toList().stream()
                    .filter(c -> !c.json().has("second_exit"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void replaysAllButOneRecordedRun() {
        assertThat(cases().count()).isEqualTo(42);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void runsAsRecorded(Case golden) {
        JsonNode json = golden.json();
        SendRig rig = new SendRig(home);
        FakeMailboxes mailboxes = new FakeMailboxes(rig);
        FakeRemote remote = new FakeRemote();
        rig.local = mailboxes;
        rig.remote = remote;
        rig.control(texts(json.get("control")));
        texts(json.get("control")).forEach(mailboxes.instructions::put);
        texts(json.get("home_files")).forEach(mailboxes.instructions::put);
        if (texts(json.get("env")).containsKey("QMAILQUEUE")) {
            rig.bounceAnswer = QueueResult.ofExit(1);
        }
        rig.hold = json.toString().contains("\"slow");
        for (JsonNode step : json.get("steps")) {
            take(step, rig, mailboxes);
        }
        compareLog(json, rig);
        compareFiles(json, mailboxes);
        if (json.has("remote_calls")) {
            List<String> calls = new ArrayList<>();
            json.get("remote_calls")
                    .forEach(c -> calls.add(c.get("host").asString() + "|"
                            + c.get("sender").asString() + "|" + c.get("recip").asString()));
            assertThat(remote.calls).isEqualTo(calls);
        }
        if (json.has("next_try_minus_birth")) {
            Channel channel = golden.name().contains("local") ? Channel.LOCAL : Channel.REMOTE;
            Instant birth = rig.spool.now(new MessageId(1)).birth();
            Instant due = Objects.requireNonNull(rig.spool.due(new MessageId(1), channel));
            assertThat(due.getEpochSecond() - birth.getEpochSecond())
                    .isEqualTo(json.get("next_try_minus_birth").asLong());
        }
    }

    private void take(JsonNode step, SendRig rig, FakeMailboxes mailboxes) {
        if (step.has("inject")) {
            inject(step.get("inject"), rig);
        } else if (step.has("start")) {
            start(step.get("start"), rig, mailboxes);
        } else if (step.has("set_control")) {
            rig.control(texts(step.get("set_control")));
        } else if (step.has("signal")) {
            signal(step.get("signal").asString(), rig);
        } else if (step.has("inject_each_and_wait_end")) {
            step.get("inject_each_and_wait_end")
                    .forEach(r -> rig.inject(
                            step.get("sender").asString(),
                            List.of(r.asString()),
                            rig.received("by uid 0") + "Subject: t\n\nbody\n",
                            0));
        } else if (step.has("set_mtime")) {
            aged.add(step.get("seconds_ago").asInt());
        } else {
            assertThat(step.has("wait_log")).isTrue();
        }
    }

    private static void inject(JsonNode inject, SendRig rig) {
        List<String> recipients = new ArrayList<>();
        inject.get("recips").forEach(r -> recipients.add(r.asString()));
        String text = inject.has("message") ? inject.get("message").asString() : "Subject: t\n\nbody\n";
        rig.inject(inject.get("sender").asString(), recipients, rig.received("by uid 0") + text, 0);
    }

    private void start(JsonNode args, SendRig rig, FakeMailboxes mailboxes) {
        mailboxes.defaultDelivery = args.get(0).asString();
        if (args.size() > 1) {
            assertThat(args.get(1).asString()).isEqualTo("sed");
            prefix = "L ";
        }
        if (!aged.isEmpty()) {
            rig.spool.age(
                    new MessageId(1), rig.now.minusSeconds(aged.getFirst()), rig.now.minusSeconds(aged.getLast()));
            rig.log.clear();
        }
        rig.start();
    }

    private static void signal(String name, SendRig rig) {
        switch (name) {
            case "ALRM" -> rig.send().runNow();
            case "HUP" -> rig.send().reread(new eqmail.control.Control(rig.home));
            default -> rig.send().terminate();
        }
        rig.run();
        while (name.equals("TERM") && !rig.held.isEmpty()) {
            rig.release();
        }
    }

    private void compareLog(JsonNode json, SendRig rig) {
        List<String> want = new ArrayList<>();
        json.get(json.has("log") ? "log" : "log_second_run").forEach(line -> want.add(line.asString()));
        List<String> known = json.has("log") ? List.of() : List.of("1");
        List<String> got = normal(rig.log, known);
        long messages = known.size()
                + got.stream().filter(line -> line.contains("new msg")).count();
        if (messages < 2 || !groups(want).equals(groups(got))) {
            assertThat(got).isEqualTo(want);
        }
    }

    private static void compareFiles(JsonNode json, FakeMailboxes mailboxes) {
        Map<String, String> want = new TreeMap<>();
        texts(json.get("files")).forEach((name, text) -> want.put(name.replace("{HOMES}/", ""), text));
        Map<String, String> got = new TreeMap<>();
        mailboxes.delivered.forEach((name, text) -> got.put(name, placed(text)));
        assertThat(got).isEqualTo(want);
    }

    /** Numbers as the recorded log shows them; {@code known} messages come first. */
    private List<String> normal(List<String> log, List<String> known) {
        Map<String, String> numbers = new HashMap<>();
        known.forEach(id -> numbers.put(id, "{MSG" + (numbers.size() + 1) + "}"));
        List<String> out = new ArrayList<>();
        for (String line : log) {
            Matcher fresh = NEW.matcher(line);
            if (fresh.matches()) {
                numbers.put(fresh.group(1), "{MSG" + (numbers.size() + 1) + "}");
            }
            String text = Pattern.compile("(\\bmsg |bounce/)(\\d+)")
                    .matcher(line)
                    .replaceAll(m -> m.group(1) + Matcher.quoteReplacement(numbers.getOrDefault(m.group(2), "{MSG?}")))
                    .replaceAll(" bytes \\d+ ", " bytes {BYTES} ")
                    .replaceAll("([ _/])qp([ _])\\d+", "$1qp$2{QP}")
                    .replaceAll(" uid " + SendRig.SEND_UID + "$", " uid {UID:qmails}")
                    .replaceAll(" uid \\d+$", " uid {UID}");
            out.add(prefix + text);
        }
        return out;
    }

    /** Lines by the delivery or message they speak of: messages side by side may come in another order. */
    private static Map<String, List<String>> groups(List<String> log) {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        for (String line : log) {
            if (!line.contains("status: local")) {
                Matcher m = GROUP.matcher(line);
                groups.computeIfAbsent(m.find() ? m.group() : line, k -> new ArrayList<>())
                        .add(line);
            }
        }
        return groups;
    }

    private static String placed(String text) {
        String date = "\\d+ [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d \\+0000";
        return text.replaceAll("\\(qmail \\d+ invoked", "(qmail {PID} invoked")
                .replaceAll("by uid \\d+\\)", "by uid {UID})")
                .replaceAll(date, "{DATE822}")
                .replaceAll("[A-Z][a-z]{2} [A-Z][a-z]{2} \\d\\d \\d\\d:\\d\\d:\\d\\d \\d{4}", "{CTIME}");
    }

    private static Map<String, String> texts(@org.jspecify.annotations.Nullable JsonNode node) {
        Map<String, String> out = new LinkedHashMap<>();
        if (node != null) {
            node.properties().forEach(e -> out.put(e.getKey(), e.getValue().asString()));
        }
        return out;
    }
}
