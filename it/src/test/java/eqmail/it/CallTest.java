package eqmail.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Short commands that the running server carries out, and the same commands when it does not. */
class CallTest {
    private static final String MESSAGE = "To: me@eqmail.test\nSubject: called\n\nbody\n";
    /** In kilobytes; dash and its helpers fit, no JVM does. */
    private static final String TOO_SMALL_FOR_A_JVM = "ulimit -v 100000; exec \"$@\"";

    private record Ended(int exit, String stderr) {}

    private static Ended run(Path home, Map<String, String> environment, String input, List<String> words)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(words);
        command.set(0, Desk.command(words.getFirst()).toString());
        return execute(home, environment, input, command);
    }

    private static Ended execute(Path home, Map<String, String> environment, String input, List<String> command)
            throws IOException, InterruptedException {
        Path stderr = Files.createTempFile("eqmail-call-", ".err");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(stderr.toFile());
        builder.environment().clear();
        builder.environment().put("QMAILHOME", home.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.ISO_8859_1));
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        Ended ended = new Ended(process.exitValue(), Files.readString(stderr, StandardCharsets.ISO_8859_1));
        Files.delete(stderr);
        return ended;
    }

    private static List<Path> left(Path home) throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("spool/call"))) {
            return files.toList();
        }
    }

    @Test
    void theServerDoesTheWorkOfACommandThatCouldNotEvenStartAJvm() throws Exception {
        try (TrialServer server = TrialServer.start(Map.of())) {
            List<String> inject = List.of(
                    "/bin/sh",
                    "-c",
                    TOO_SMALL_FOR_A_JVM,
                    "-",
                    Desk.command("qmail-inject").toString());
            Map<String, String> environment = Map.of("QMAILUSER", "j o", "QMAILHOST", "x.test", "TZ", "Asia/Tokyo");
            assertThat(execute(server.home, environment, MESSAGE, inject)).isEqualTo(new Ended(0, ""));
            assertThat(server.awaitMessages("me", 1).getFirst())
                    .startsWith("Return-Path: <\"j o\"@x.test>\n")
                    .containsPattern("\nDate: .* \\+0900\n")
                    .endsWith("\nTo: me@eqmail.test\nSubject: called\n\nbody\n");
            assertThat(left(server.home)).isEmpty();
        }
    }

    @Test
    void bothWaysSayTheSame() throws Exception {
        try (TrialServer server = TrialServer.start(Map.of())) {
            List<String> wrong = List.of("qmail-inject", "-Z%s\\n");
            Ended called = run(server.home, Map.of(), MESSAGE, wrong);
            assertThat(called.exit()).isEqualTo(100);
            assertThat(called.stderr()).startsWith("qmail-inject: ");
            // QMAILMFTFILE is a file of the caller's, so that call is none for the server.
            assertThat(run(server.home, Map.of("QMAILMFTFILE", "/nowhere"), MESSAGE, wrong))
                    .isEqualTo(called);
        }
    }

    @Test
    void aDeadServerHoldsNobodyAndLosesNothing() throws Exception {
        try (TrialServer server = TrialServer.start(Map.of())) {
            server.kill();
            assertThat(server.home.resolve("spool/alive")).exists();
            assertThat(run(server.home, Map.of(), MESSAGE, List.of("qmail-inject")))
                    .isEqualTo(new Ended(0, ""));
            assertThat(left(server.home)).isEmpty();
            server.again();
            assertThat(server.awaitMessages("me", 1).getFirst()).endsWith("\nSubject: called\n\nbody\n");
        }
    }

    @Test
    void commandsOfDotQmailLinesAreDoneByTheServer() throws Exception {
        Map<String, String> delivery = Map.of(
                "PATH",
                "/usr/bin:/bin",
                "SENDER",
                "s@x.test",
                "NEWSENDER",
                "n@x.test",
                "DTLINE",
                "Delivered-To: d@x.test\n");
        try (TrialServer server = TrialServer.start(Map.of())) {
            List<Ended> ended = new ArrayList<>();
            for (List<String> words : List.of(
                    List.of("forward", "me@eqmail.test"),
                    List.of("condredirect", "me@eqmail.test", "grep", "-q", "^Subject: called"),
                    List.of("condredirect", "me@eqmail.test", "grep", "-q", "^Subject: other"),
                    List.of("condredirect", "me@eqmail.test", "sh", "-c", "exit 111"),
                    List.of("condredirect", "me@eqmail.test", "sh", "-c", "kill -9 $$"),
                    List.of("condredirect", "me@eqmail.test", "no-such-program"))) {
                ended.add(run(server.home, delivery, MESSAGE, words));
            }
            assertThat(ended)
                    .extracting(Ended::exit, e -> e.stderr().replaceAll("[0-9]+", "N"))
                    .containsExactly(
                            tuple(0, "forward: qp N\n"),
                            tuple(99, "condredirect: qp N\n"),
                            tuple(0, ""),
                            tuple(111, "condredirect: fatal: temporary child error\n"),
                            tuple(111, "condredirect: fatal: child crashed\n"),
                            tuple(0, ""));
            String request = "Notice-Requested-Upon-Delivery-To: d@x.test\n" + MESSAGE;
            Map<String, String> notice = new HashMap<>(delivery);
            notice.put("SENDER", "me@eqmail.test");
            assertThat(run(server.home, notice, request, List.of("qreceipt", "d@x.test")))
                    .isEqualTo(new Ended(0, ""));
            assertThat(run(server.home, Map.of("USER", "joe"), MESSAGE, List.of("sendmail", "-t", "-fann@x.test")))
                    .isEqualTo(new Ended(0, ""));
            assertThat(server.awaitMessages("me", 4))
                    .hasSize(4)
                    .anyMatch(m ->
                            m.startsWith("Return-Path: <n@x.test>\n") && m.contains("\nDelivered-To: d@x.test\nTo: "))
                    .anyMatch(m ->
                            m.startsWith("Return-Path: <s@x.test>\n") && m.contains("\nDelivered-To: d@x.test\nTo: "))
                    .anyMatch(m -> m.startsWith("Return-Path: <>\n") && m.contains("\nSubject: success notice\n"))
                    .anyMatch(m -> m.startsWith("Return-Path: <ann@x.test>\n") && m.contains("\nFrom: ann@x.test\n"));
            assertThat(left(server.home)).isEmpty();
        }
    }
}
