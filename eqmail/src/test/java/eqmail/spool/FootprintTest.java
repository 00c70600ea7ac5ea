package eqmail.spool;

import static eqmail.spool.SpoolFixture.BIRTH;
import static eqmail.spool.SpoolFixture.remote;
import static org.assertj.core.api.Assertions.assertThat;

import eqmail.delivery.Channel;
import eqmail.mail.MessageId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FootprintTest {
    private static final int MESSAGES = 200_000;
    private static final int SESSIONS = 1000;

    @TempDir
    Path home;

    @Test
    void aDeferredMessageTakesLessThanTwoHundredBytesOfHeap() throws IOException {
        SpoolFixture fixture = new SpoolFixture(home.resolve("spool"));
        SpoolSettings settings = SpoolFixture.SMALL.withSegments(8 << 20, 8 << 20);
        fill(fixture, settings);
        long with = heapOfOpenSpool(fixture, settings);
        double each = (double) (with - heap()) / MESSAGES;
        assertThat(each).as("bytes of heap for a deferred message").isBetween(50.0, 200.0);
    }

    private static long heapOfOpenSpool(SpoolFixture fixture, SpoolSettings settings) throws IOException {
        try (SegmentSpool spool = fixture.open(settings)) {
            spool.settle();
            assertThat(spool.count()).isEqualTo(MESSAGES);
            return heap();
        }
    }

    private static void fill(SpoolFixture fixture, SpoolSettings settings) throws IOException {
        try (SegmentSpool spool = fixture.open(settings);
                ExecutorService sessions = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < SESSIONS; i++) {
                sessions.execute(() -> defer(spool, MESSAGES / SESSIONS));
            }
        }
    }

    private static void defer(SegmentSpool spool, int messages) {
        try {
            for (int i = 0; i < messages; i++) {
                MessageId id = SpoolFixture.accept(spool, "x\n", "to@example.org");
                spool.record(
                        id,
                        List.of(
                                new Change.Routed(List.of(remote("to@example.org"))),
                                new Change.RetryAt(Channel.REMOTE, BIRTH.plusSeconds(i))));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Live bytes. Several rounds: the serial collector leaves gaps and closes them only every fourth time. */
    private static long heap() {
        for (int i = 0; i < 8; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
