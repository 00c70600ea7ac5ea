package eqmail.spp;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.delivery.Replaceable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Plug-ins of our own. */
@Timeout(60)
class InProcessPluginTest {
    @TempDir
    Path home;

    private final List<String> lines = new ArrayList<>();
    private Duration limit = Duration.ofSeconds(30);

    private String ask(StockPlugin stock) throws IOException {
        PluginHost host = new PluginHost(
                home, Map.of("PATH", "/bin"), Map.of("x", stock), new Replaceable(home, home), line -> {}, true);
        PluginSections sections = PluginSections.parse(List.of("[mail]", "bin/spp-x"));
        Plugin plugin = new PluginList(host, sections, limit)
                .of(Plugins.Phase.MAIL)
                .getFirst()
                .plugin();
        Event event = new Event(Plugins.Phase.MAIL, Map.of("SMTPMAILFROM", "a@b"), host.inherited());
        try {
            plugin.ask(event, line -> {
                lines.add(line);
                return !line.startsWith("E");
            });
            return "";
        } catch (PluginFault fault) {
            return fault.getMessage() + " (" + fault.detail() + ")";
        }
    }

    @Test
    void itSeesWhatAProgramWouldSeeAndItsLinesAreTakenUpToTheDecision() throws IOException {
        AtomicReference<Map<String, String>> seen = new AtomicReference<>();
        assertThat(ask(environment -> {
                    seen.set(environment);
                    return List.of("HX: 1", "E550 no", "P250-more");
                }))
                .isEmpty();
        assertThat(lines).containsExactly("HX: 1", "E550 no");
        assertThat(seen.get()).isEqualTo(Map.of("PATH", "/bin", "SMTPMAILFROM", "a@b"));
    }

    @Test
    void aProgramInThePlaceOfItsCommandIsRunInstead() throws Exception {
        Path program = Files.createDirectories(home.resolve("bin")).resolve("spp-x");
        Files.writeString(program, "#!/bin/sh\necho P250-replaced\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Replaceable ours = new Replaceable(home, home.resolve("image"));
        assertThat(ours.standIn("spp-x")).isPresent();
        PluginHost host = new PluginHost(home, Map.of(), Map.of("x", e -> List.of("P250-ours")), ours, l -> {}, true);
        new PluginList(host, PluginSections.parse(List.of("[mail]", "bin/spp-x")), limit)
                .of(Plugins.Phase.MAIL)
                .getFirst()
                .plugin()
                .ask(new Event(Plugins.Phase.MAIL, Map.of(), Map.of()), lines::add);
        assertThat(lines).containsExactly("P250-replaced");
    }

    @Test
    void troubleOfTheHostCountsAsNotExecuted() throws IOException {
        assertThat(ask(environment -> {
                    throw new IOException("the disk is full");
                }))
                .isEqualTo("can't execute (the disk is full)");
    }

    @Test
    void aMistakeOfOursCostsItsOwnCommandOnly() throws IOException {
        assertThat(ask(environment -> {
                    throw new IllegalStateException("oops");
                }))
                .startsWith("child crashed (java.lang.IllegalStateException: oops at ");
        assertThat(ask(environment -> {
                    throw new StackOverflowError();
                }))
                .startsWith("child crashed (");
    }

    @Test
    void oneThatHangsIsInterrupted() throws Exception {
        limit = Duration.ofMillis(100);
        CountDownLatch interrupted = new CountDownLatch(1);
        assertThat(ask(environment -> {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                        throw e;
                    }
                    return List.of();
                }))
                .isEqualTo("timed out (timed out)");
        interrupted.await();
    }

    @Test
    void aSessionThatIsCutInterruptsIt() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Thread session = Thread.ofVirtual().start(() -> {
            try {
                ask(environment -> {
                    inside.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } finally {
                        interrupted.countDown();
                    }
                    return List.of();
                });
            } catch (IOException stopping) {
                lines.add("stopped");
            }
        });
        inside.await();
        session.interrupt();
        interrupted.await();
        session.join();
        assertThat(lines).containsExactly("stopped");
    }
}
