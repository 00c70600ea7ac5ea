package eqmail.spp;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.control.ControlException;
import eqmail.delivery.Replaceable;
import eqmail.spp.Plugins.Decision;
import eqmail.spp.Plugins.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import testkit.Fuzz;

/** Lists of plug-ins and answers of any bytes. */
@Timeout(600)
class SppFuzzTest {
    private static final String[] LISTS = {
        "[mail]\nbin/spp-x\n[rcpt]\nbin/spp-x\nbin/nothere\n", "[connection]\n# c\n\n[helo]\n bin/x\n", "[m\n[\n"
    };
    private static final String[] ANSWERS = {
        "E550 no", "SXV=a=b", "LM550 x", "LR550 y", "HX: y", "Ca@b", "UXV", "P250-", "A", "N", "O", "R421 bye", "D"
    };

    @TempDir
    Path home;

    @BeforeEach
    void lay() throws IOException {
        Files.createDirectory(home.resolve("control"));
    }

    private HostPlugins plugins(StockPlugin stock) {
        Replaceable programs = new Replaceable(home, home);
        return new HostPlugins(
                new PluginHost(home, Map.of(), Map.of("x", stock), programs, line -> {}, true), System::nanoTime);
    }

    @Test
    void everyLineOfAListIsAPluginOrNothing() {
        Fuzz.rounds(20_000, random -> {
            List<String> entries = Fuzz.bent(random, LISTS)
                    .lines()
                    .filter(line -> !line.isEmpty())
                    .toList();
            List<String> found = PluginSections.parse(entries).lines().values().stream()
                    .flatMap(List::stream)
                    .toList();
            assertThat(found)
                    .allMatch(line -> entries.stream().anyMatch(entry -> entry.startsWith(line)))
                    .noneMatch(line -> line.startsWith("[") || line.isEmpty() || line.indexOf('\0') >= 0);
        });
    }

    @Test
    void aListOfAnyBytesMakesASession() {
        Fuzz.rounds(200, random -> {
            Files.write(
                    home.resolve("control/smtpplugins"),
                    Latin1.bytes(Fuzz.bent(random, LISTS).replace("+", "-")));
            try (HostPlugins plugins = plugins(environment -> List.of())) {
                FakeSession session = new FakeSession();
                Plugins opened = plugins.open(session.environment);
                for (Phase phase : Phase.values()) {
                    assertThat(opened.run(phase, session)).isIn(Decision.PROCEED, Decision.REFUSED);
                }
                assertThat(session.replies).allMatch(reply -> reply.startsWith("451 qmail-spp failure: "));
            } catch (ControlException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void noAnswerBreaksTheSession() throws IOException {
        List<String> answer = new ArrayList<>();
        Files.writeString(home.resolve("control/smtpplugins"), "[mail]\nbin/spp-x\n[rcpt]\nbin/spp-x\n");
        try (HostPlugins plugins = plugins(environment -> List.copyOf(answer))) {
            Fuzz.rounds(3_000, random -> {
                FakeSession session = new FakeSession();
                Plugins opened = plugins.open(session.environment);
                for (Phase phase : List.of(Phase.MAIL, Phase.RCPT, Phase.MAIL)) {
                    answer.clear();
                    for (int i = random.nextInt(4); i > 0; i--) {
                        answer.add(Fuzz.bent(random, ANSWERS).replace("\n", ""));
                    }
                    opened.answerKept(phase, session);
                    assertThat(opened.run(phase, session)).isNotNull();
                }
                assertThat(session.replies).noneMatch(reply -> reply.indexOf('\0') >= 0 || reply.indexOf('\n') >= 0);
                assertThat(session.environment.keySet()).noneMatch(name -> name.isEmpty() || name.indexOf('=') >= 0);
                assertThat(opened.headers()).matches("(?s)|.*\n");
            });
        }
    }

    @Test
    void whateverAProgramThatStaysSaysItIsAnsweredOrEnded() {
        Duration limit = Duration.ofSeconds(20);
        PluginHost host = new PluginHost(
                home, Map.of("PATH", "/usr/bin:/bin"), Map.of(), new Replaceable(home, home), line -> {}, true);
        Fuzz.rounds(40, random -> {
            Files.write(home.resolve("says"), Latin1.bytes(Fuzz.bent(random, "qmail-spp 1\nHX: y\nend 1\n")));
            PersistentPlugin plugin = new PersistentPlugin(host, "+:exec cat says", limit, System::nanoTime);
            List<String> lines = new ArrayList<>();
            try {
                plugin.ask(new Event(Phase.MAIL, Map.of(), Map.of()), lines::add);
            } catch (PluginFault fault) {
                assertThat(fault.getMessage())
                        .isIn("can't execute", "child crashed", "speaks another protocol", "wrote too much");
            } finally {
                plugin.retire();
            }
            assertThat(lines).noneMatch(line -> line.indexOf('\n') >= 0);
        });
    }
}
