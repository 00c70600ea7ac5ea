package eqmail.spp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import eqmail.bytes.Latin1;
import eqmail.delivery.Replaceable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plug-ins that are programs, with good and with bad manners. */
@Timeout(60)
class ProgramPluginTest {
    private static final Duration SHORT = Duration.ofSeconds(1);

    @TempDir
    Path home;

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final List<String> lines = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>(Map.of("XV", "1"));
    private boolean server = true;
    private Duration limit = Duration.ofSeconds(30);
    private String stopAt = "E";

    private void ask(String command) throws PluginFault, IOException {
        PluginHost host = new PluginHost(
                home, Map.of("PATH", "/usr/bin:/bin"), Map.of(), new Replaceable(home, home), log::add, server);
        Event event = new Event(Plugins.Phase.MAIL, environment, host.inherited());
        new ProgramPlugin(host, command, limit).ask(event, line -> {
            lines.add(line);
            return !line.startsWith(stopAt);
        });
    }

    private String fault(String command) {
        try {
            ask(command);
            return "";
        } catch (PluginFault e) {
            return String.valueOf(e.getMessage());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String file(String name) throws IOException {
        return Latin1.string(Files.readAllBytes(home.resolve(name)));
    }

    private boolean runs(String pidFile) {
        try {
            Path status = Path.of("/proc", file(pidFile).strip(), "stat");
            return Files.exists(status) && !Files.readString(status).contains(") Z ");
        } catch (IOException gone) {
            return false;
        }
    }

    @Test
    void theLinesItPrintsAreItsAnswer() throws Exception {
        ask(":echo one; echo; printf 'a\\0b\\nlast'");
        assertThat(lines).containsExactly("one", "", "a\0b", "last");
    }

    @Test
    void aSingleByteWithoutLineEndIsNoLine() throws Exception {
        ask(":echo P; printf D");
        assertThat(lines).containsExactly("P");
    }

    @Test
    void itFindsEverythingInItsEnvironmentAndStartsAtHome() throws Exception {
        ask(":env >env; pwd >pwd; cat >input; ls /proc/self/fd | sort -n | tr '\\n"
                + "' ' ' >open; grep SigIgn /proc/self/status >ignored");
        assertThat(file("env")).contains("XV=1\n", "PATH=/usr/bin:/bin\n");
        assertThat(file("pwd")).isEqualTo(home.toRealPath() + "\n");
        assertThat(file("input")).isEmpty();
        assertThat(file("open")).startsWith("0 1 2 3 "); // 3 is what ls reads
        assertThat(file("ignored")).endsWith("0000000000001000\n"); // SIGPIPE and nothing else
    }

    @Test
    void aPlainLineIsOnePathAndHasNoArguments() throws Exception {
        Files.writeString(home.resolve("my plugin"), "#!/bin/sh\necho \"$#\"\n");
        assertThat(home.resolve("my plugin").toFile().setExecutable(true)).isTrue();
        ask("./my plugin");
        assertThat(lines).containsExactly("0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bin/missing", "/", "missing", ":echo P; exit 120", ":echo E; exit 120"})
    void whatCannotBeRunOrSaysSoIsAFault(String command) {
        assertThat(fault(command)).isEqualTo("can't execute");
    }

    @Test
    void otherExitCodesMeanNothing() {
        for (int code : new int[] {0, 1, 99, 100, 111, 119, 121, 127, 255}) {
            assertThat(fault(":exit " + code)).isEmpty();
        }
    }

    @Test
    void deathByASignalIsAFaultButWhatWasSaidCounts() {
        assertThat(fault(":echo P250-x; kill -9 $$")).isEqualTo("child crashed");
        assertThat(lines).containsExactly("P250-x");
    }

    @Test
    void afterItsDecisionNothingIsReadAndItIsNotKilledForWritingOn() throws Exception {
        ask(":echo E550; sleep 0.1; i=0; while [ $i -lt 200 ]; do echo P250-more 2>/dev/null; i=$((i+1)); done;"
                + " echo done >done");
        assertThat(lines).containsExactly("E550");
        assertThat(file("done")).isEqualTo("done\n");
    }

    @Test
    void oneThatHangsIsKilledWithAllItStarted() throws Exception {
        limit = SHORT;
        assertThat(fault(":sleep 1000 & echo $! >pid; echo P250-x; sleep 1000")).isEqualTo("timed out");
        assertThat(lines).containsExactly("P250-x");
        await().until(() -> !runs("pid"));
    }

    @Test
    void oneThatClosesItsOutputAndHangsIsKilledToo() throws Exception {
        limit = SHORT;
        assertThat(fault(":sleep 1000 & echo $! >pid; exec >&-; sleep 1000")).isEqualTo("timed out");
        await().until(() -> !runs("pid"));
    }

    @Test
    void oneThatFloodsItsOutputIsKilled() throws Exception {
        assertThat(fault(":echo $$ >pid; exec yes")).isEqualTo("wrote too much");
        assertThat(lines.size()).isLessThanOrEqualTo(AnswerPipe.MOST_OUTPUT / 2);
        await().until(() -> !runs("pid"));
    }

    @Test
    void oneThatFloodsTheLogIsKilled() throws Exception {
        assertThat(fault(":echo $$ >pid; exec yes >&2")).isEqualTo("wrote too much");
        assertThat(log.stream().mapToInt(line -> line.length() + 1).sum()).isLessThanOrEqualTo(LoggedErrors.MOST);
        await().until(() -> !runs("pid"));
    }

    @Test
    void tenThousandLinesAreFine() throws Exception {
        ask(":yes HX-Many: lines of a header field | head -10000");
        assertThat(lines).hasSize(10_000);
    }

    @Test
    void aLineAtTheLimitIsFineAndALongerOneIsNot() {
        String start = ":head -c " + AnswerPipe.LONGEST_LINE + " /dev/zero | tr '\\0' x; ";
        assertThat(fault(start + "echo")).isEmpty();
        assertThat(lines.getFirst()).hasSize(AnswerPipe.LONGEST_LINE);
        assertThat(fault(start + "echo x")).isEqualTo("wrote too much");
        assertThat(fault(":exec cat /dev/zero")).isEqualTo("wrote too much");
    }

    @Test
    void whatItLeavesInTheBackgroundHoldsItsAnswerForAMomentOnly() throws Exception {
        ask(":sleep 1000 & echo $! >pid; echo HX: y");
        assertThat(lines).containsExactly("HX: y");
        assertThat(runs("pid")).isTrue();
        assertThat(new ProcessBuilder("kill", file("pid").strip()).start().waitFor())
                .isZero();
    }

    @Test
    void complaintsGoToTheLogOfAServerLineByLineWithoutControlBytes() throws Exception {
        ask(":printf 'one\\ntw\\033o\\nlast' >&2");
        String prefix = "qmail-spp: :printf 'one\\ntw\\033o\\nlast' >&2: ";
        assertThat(log).containsExactly(prefix + "one", prefix + "tw?o", prefix + "last");
    }

    @Test
    void aCommandsPluginSharesItsLog() throws Exception {
        server = false;
        ask(":readlink /proc/self/fd/2");
        assertThat(lines)
                .containsExactly(
                        Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString());
    }

    @Test
    void anInterruptEndsItAndTheSession() throws Exception {
        Thread session = Thread.ofVirtual().start(() -> {
            assertThatThrownBy(() -> ask(":echo $$ >pid; sleep 1000")).isInstanceOf(IOException.class);
            lines.add("interrupted");
        });
        await().until(() -> Files.exists(home.resolve("pid")));
        session.interrupt();
        session.join();
        assertThat(lines).containsExactly("interrupted");
        await().until(() -> !runs("pid"));
    }
}
