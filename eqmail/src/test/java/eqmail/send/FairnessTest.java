package eqmail.send;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.mail.Verdict;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who waits how long: bounds in starts of other deliveries, not in time. */
class FairnessTest {
    @TempDir
    private Path home;

    private SendRig rig;

    @BeforeEach
    void lay() {
        rig = new SendRig(home);
        rig.hold = true;
    }

    private void slots(int remote) {
        rig.control(Map.of("control/concurrencyremote", remote + "\n"));
    }

    private long starts() {
        return rig.log.stream().filter(line -> line.startsWith("starting")).count();
    }

    private boolean started(String address) {
        return rig.log.stream().anyMatch(line -> line.startsWith("starting") && line.endsWith(" " + address));
    }

    /** Lets deliveries end one by one until {@code address} is started; the starts that this took. */
    private long startsUntil(String address) {
        long before = starts();
        while (!started(address)) {
            rig.release();
        }
        return starts() - before;
    }

    @Test
    void aNewDestinationWaitsForOneTurnOfTheOthers() {
        slots(5);
        rig.start();
        for (int i = 0; i < 3_000; i++) {
            rig.inject("s@x.org", "u" + i + "@d" + i % 50 + ".net");
        }
        rig.inject("s@x.org", "late@new.net");
        assertThat(startsUntil("late@new.net")).isLessThanOrEqualTo(51);
    }

    @Test
    void aLetterWaitsForOneTurnOfTheMessagesForItsDestination() {
        slots(2);
        rig.start();
        for (int i = 0; i < 10; i++) {
            int list = i;
            rig.inject(
                    "s@x.org",
                    IntStream.range(0, 300)
                            .mapToObj(n -> "l" + list + "n" + n + "@a.net")
                            .toArray(String[]::new));
        }
        rig.inject("s@x.org", "letter@a.net");
        assertThat(startsUntil("letter@a.net")).isLessThanOrEqualTo(11);
    }

    @Test
    void deferredMailIsNotKeptOutByAStreamOfNewMail() {
        slots(4);
        rig.hold = false;
        boolean[] later = {true};
        rig.remote = order -> later[0] ? new Verdict.Deferred("") : new Verdict.Delivered("");
        rig.start();
        rig.inject("s@x.org", "old@old.net");
        later[0] = false;
        rig.hold = true;
        for (int i = 0; i < 500; i++) {
            rig.inject("s@x.org", "u" + i + "@d" + i % 10 + ".net");
        }
        rig.log.clear();
        rig.now = rig.now.plusSeconds(400);
        rig.run();
        for (int i = 0; !started("old@old.net"); i++) {
            rig.inject("s@x.org", "n" + i + "@d" + i % 10 + ".net");
            rig.release();
            assertThat(i).isLessThan(40);
        }
    }

    @Test
    void mailBehindAFloodForADeadDestinationGoesOutAtOnce() {
        for (int i = 0; i < 5_000; i++) {
            rig.inject("s@x.org", "u" + i + "@dead.net");
        }
        rig.inject("s@x.org", "a@alive.net");
        rig.start();
        assertThat(started("a@alive.net")).isTrue();
        assertThat(rig.held).hasSize(16);
    }

    @Test
    void aFloodThatWaitsOutsideMemoryGoesOutInOrderAndWhole() {
        for (int i = 0; i < 5_000; i++) {
            rig.inject("s@x.org", "u" + i + "@dead.net");
        }
        rig.start();
        while (!rig.held.isEmpty()) {
            rig.release();
        }
        assertThat(rig.spool.ids()).isEmpty();
        List<String> order = rig.log.stream()
                .filter(line -> line.startsWith("starting"))
                .map(line -> line.replaceAll(".* u(\\d+)@.*", "$1"))
                .toList();
        assertThat(order)
                .containsExactlyElementsOf(
                        IntStream.range(0, 5_000).mapToObj(Integer::toString).toList());
    }

    @Test
    void newMailJoinsTheEndOfAFlood() {
        rig.start();
        for (int i = 0; i < 3_000; i++) {
            rig.inject("s@x.org", "u" + i + "@dead.net");
        }
        rig.inject("s@x.org", "last@dead.net", "x@other.net");
        assertThat(started("x@other.net")).isTrue();
        while (!rig.held.isEmpty()) {
            rig.release();
        }
        assertThat(rig.spool.ids()).isEmpty();
        assertThat(starts()).isEqualTo(3_002);
    }
}
