package eqmail.spp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eqmail.delivery.Replaceable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Plug-ins whose programs stay (qmail-spp(8)). */
@Timeout(60)
class PersistentPluginTest {
    /** Greets, then runs BODY for each event: $id, $phase and the variables are set, the end is said. */
    private static final String LOOP = """
        echo $$ >>pids; echo 'qmail-spp 1'
        while read -r word id phase; do
          unset XV
          while IFS= read -r v && [ -n "$v" ]; do case $v in XV=*) XV=${v#XV=};; esac; done
          BODY
          echo "end $id"
        done
        echo bye >>byes
        """;

    @TempDir
    Path home;

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, String> environment = new LinkedHashMap<>();
    private Duration limit = Duration.ofSeconds(30);
    private long now;
    private PersistentPlugin plugin;

    @BeforeEach
    void begin() {
        plugin = script("exit 0");
    }

    private PersistentPlugin script(String text) {
        PluginHost host = new PluginHost(
                home, Map.of("PATH", "/usr/bin:/bin"), Map.of(), new Replaceable(home, home), log::add, true);
        return new PersistentPlugin(host, "+:" + text, limit, () -> now);
    }

    private void answering(String body) {
        plugin = script(LOOP.replace("BODY", body));
    }

    @AfterEach
    void retire() {
        plugin.retire();
    }

    private String ask() throws IOException {
        try {
            plugin.ask(new Event(Plugins.Phase.RCPT, environment, Map.of()), line -> {
                lines.add(line);
                return !line.startsWith("E");
            });
            return "";
        } catch (PluginFault fault) {
            return String.valueOf(fault.getMessage());
        }
    }

    private long starts() throws IOException {
        return Files.readAllLines(home.resolve("pids")).stream().distinct().count();
    }

    @Test
    void oneProgramAnswersOneEventAfterTheOther() throws IOException {
        answering("printf '%s\\n' \"P250-$id $phase $XV\"");
        for (String value : List.of("one", "two words", "=\u00e4\\n")) {
            environment.put("XV", value);
            assertThat(ask()).isEmpty();
        }
        assertThat(lines).containsExactly("P250-1 rcpt one", "P250-2 rcpt two words", "P250-3 rcpt =\u00e4\\n");
        assertThat(starts()).isEqualTo(1);
    }

    @Test
    void aVariableCannotEndTheEventOrMakeAnother() {
        environment.put("A", "1\n\nevent 7 mail");
        environment.put("B\n", "2");
        environment.put("C", "");
        assertThat(ResidentProgram.request(9, new Event(Plugins.Phase.MAIL, environment, Map.of("Z", "1"))))
                .isEqualTo("event 9 mail\nC=\n\n");
    }

    @Test
    void whatFollowsADecisionIsDropped() throws IOException {
        answering("echo 'E550 no'; echo P250-more");
        assertThat(ask()).isEmpty();
        assertThat(ask()).isEmpty();
        assertThat(lines).containsExactly("E550 no", "E550 no");
        assertThat(starts()).isEqualTo(1);
    }

    @Test
    void slowProgramsDoNotHoldUpOtherSessions() throws Exception {
        answering("if [ \"$XV\" = slow ]; then read -r go <fifo; fi; echo \"P250-$XV\"");
        assertThat(new ProcessBuilder("mkfifo", home.resolve("fifo").toString())
                        .start()
                        .waitFor())
                .isZero();
        CountDownLatch asking = new CountDownLatch(1);
        Map<String, String> slow = Map.of("XV", "slow");
        Thread other = Thread.ofVirtual().start(() -> {
            asking.countDown();
            try {
                plugin.ask(new Event(Plugins.Phase.MAIL, slow, Map.of()), lines::add);
            } catch (PluginFault | IOException e) {
                lines.add(e.toString());
            }
        });
        asking.await();
        await().until(() -> Files.exists(home.resolve("pids")) && starts() == 1);
        environment.put("XV", "quick");
        await().until(() -> ask().isEmpty() && starts() == 2);
        assertThat(lines).containsOnly("P250-quick");
        Files.writeString(home.resolve("fifo"), "go\n");
        other.join();
        assertThat(lines.getLast()).isEqualTo("P250-slow");
        assertThat(ask()).isEmpty();
        assertThat(starts()).isEqualTo(2);
    }

    @Test
    void oneThatDiedBetweenEventsIsReplacedWithoutAWord() throws IOException {
        answering("echo P250-x; [ \"$XV\" != die ] || { echo \"end $id\"; exit; }");
        environment.put("XV", "die");
        for (int i = 0; i < 5; i++) {
            assertThat(ask()).isEmpty();
        }
        assertThat(lines).hasSize(5).containsOnly("P250-x");
        assertThat(starts()).isEqualTo(5);
    }

    @Test
    void oneThatDiesInTheMiddleOfAnAnswerIsAFaultAndStartedAnewAfterAPauseThatGrows() throws IOException {
        answering("echo P250-x; [ \"$XV\" != die ] || kill -9 $$");
        environment.put("XV", "die");
        assertThat(ask()).isEqualTo("child crashed");
        assertThat(ask()).isEqualTo("child crashed");
        assertThat(ask()).isEqualTo("ended too often");
        assertThat(starts()).isEqualTo(2);
        now += RestartPause.FIRST.toNanos();
        environment.clear();
        assertThat(ask()).isEmpty();
        assertThat(starts()).isEqualTo(3);
    }

    @Test
    void oneThatEndsWithoutAnAnswerIsNotAskedForEver() throws IOException {
        plugin = script("echo x >>pids; echo 'qmail-spp 1'; read -r x");
        assertThat(ask()).isEqualTo("child crashed");
    }

    @Test
    void oneThatHangsIsKilledAndItsSuccessorWorks() throws IOException {
        limit = Duration.ofSeconds(2);
        answering("[ \"$XV\" != hang ] || sleep 1000");
        environment.put("XV", "hang");
        assertThat(ask()).isEqualTo("timed out");
        String pid = Files.readAllLines(home.resolve("pids")).getFirst();
        await().until(() -> !Files.exists(Path.of("/proc", pid)));
        environment.clear();
        assertThat(ask()).isEmpty();
    }

    @Test
    void oneThatDoesNotReadIsKilled() throws IOException {
        limit = Duration.ofMillis(500);
        plugin = script("echo 'qmail-spp 1'; exec sleep 1000");
        environment.put("XV", "x".repeat(200_000));
        assertThat(ask()).isEqualTo("timed out");
    }

    @Test
    void oneThatFloodsIsKilled() throws IOException {
        answering("yes");
        assertThat(ask()).isEqualTo("wrote too much");
        answering("yes >&2");
        assertThat(ask()).isIn("wrote too much", "child crashed");
        answering("head -c 100000 /dev/zero");
        assertThat(ask()).isEqualTo("wrote too much");
    }

    @Test
    void theLimitOfOutputIsThatOfOneEvent() throws IOException {
        answering("yes HX-Fill: 0123456789 | head -40000");
        for (int i = 0; i < 3; i++) {
            assertThat(ask()).isEmpty();
        }
        assertThat(starts()).isEqualTo(1);
    }

    @Test
    void anotherProtocolIsRefused() throws IOException {
        for (String greeting : List.of("qmail-spp 2", "qmail-spp 1 ", "220 hello", "")) {
            plugin = script("echo '" + greeting + "'; cat");
            assertThat(ask()).isEqualTo("speaks another protocol");
        }
        plugin = script("exit 0");
        assertThat(ask()).isEqualTo("can't execute");
    }

    @Test
    void aMissingProgramIsAFault() throws IOException {
        PluginHost host = new PluginHost(home, Map.of(), Map.of(), new Replaceable(home, home), log::add, true);
        plugin = new PersistentPlugin(host, "+bin/missing", limit, () -> now);
        assertThat(ask()).isEqualTo("can't execute");
    }

    @Test
    void aClientThatIsGoneDoesNotEndTheProgram() throws Exception {
        answering("echo P250-x; echo P250-y");
        for (int i = 0; i < 3; i++) {
            try {
                plugin.ask(new Event(Plugins.Phase.MAIL, environment, Map.of()), line -> {
                    throw new IOException("gone");
                });
            } catch (IOException gone) {
                lines.add(String.valueOf(gone.getMessage()));
            }
        }
        assertThat(lines).containsExactly("gone", "gone", "gone");
        assertThat(starts()).isEqualTo(1);
    }

    @Test
    void retiringEndsWhatRestsByTheEndOfItsInput() throws IOException {
        answering("");
        assertThat(ask()).isEmpty();
        plugin.retire();
        assertThat(Files.readString(home.resolve("byes"))).isEqualTo("bye\n");
        assertThat(ask()).isEmpty();
        assertThat(Files.readString(home.resolve("byes"))).isEqualTo("bye\nbye\n");
    }

    @Test
    void programsThatRestForLongAreEnded() throws Exception {
        answering("if [ \"$XV\" = slow ]; then : >started; read -r go <fifo; fi");
        assertThat(new ProcessBuilder("mkfifo", home.resolve("fifo").toString())
                        .start()
                        .waitFor())
                .isZero();
        Thread other = Thread.ofVirtual().start(() -> {
            try {
                plugin.ask(new Event(Plugins.Phase.MAIL, Map.of("XV", "slow"), Map.of()), lines::add);
            } catch (PluginFault | IOException e) {
                lines.add(e.toString());
            }
        });
        await().until(() -> Files.exists(home.resolve("started")));
        assertThat(ask()).isEmpty();
        now += 1;
        Files.writeString(home.resolve("fifo"), "go\n");
        other.join();
        now += PersistentPlugin.IDLE.toNanos();
        assertThat(ask()).isEmpty();
        assertThat(Files.readString(home.resolve("byes"))).isEqualTo("bye\n");
        assertThat(lines).isEmpty();
    }

    @Test
    void complaintsGoToTheLog() throws IOException {
        plugin = script("echo oops >&2; echo 'qmail-spp 1'; read -r x y z; read -r end; echo 'end 1'; read -r x");
        assertThat(ask()).isEmpty();
        await().until(() -> log.stream().anyMatch(line -> line.endsWith(": oops")));
    }
}
