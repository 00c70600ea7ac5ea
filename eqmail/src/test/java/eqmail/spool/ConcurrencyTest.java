package eqmail.spool;

import static eqmail.spool.SpoolFixture.BIRTH;
import static eqmail.spool.SpoolFixture.accept;
import static eqmail.spool.SpoolFixture.bytes;
import static eqmail.spool.SpoolFixture.done;
import static eqmail.spool.SpoolFixture.local;
import static eqmail.spool.SpoolFixture.remote;
import static eqmail.spool.SpoolFixture.summaries;
import static eqmail.spool.SpoolFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import eqmail.delivery.Channel;
import eqmail.mail.MessageId;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many threads at once on the real disk; small segments, so that all the time some are moved and deleted. */
class ConcurrencyTest {
    private static final int SESSIONS = 100;
    private static final int MESSAGES_EACH = 30;

    @TempDir
    Path home;

    /** Texts of the messages that stay. */
    private final Map<MessageId, String> stay = new ConcurrentHashMap<>();

    private final AtomicBoolean over = new AtomicBoolean();

    @Test
    void manySessionsAndReadersAgree() throws Exception {
        SpoolFixture fixture = new SpoolFixture(home.resolve("spool"));
        try (SegmentSpool spool = fixture.open();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> reader = threads.submit(() -> readAll(spool));
            Future<?> canceller = threads.submit(() -> cancelReaders(spool));
            List<Callable<Object>> sessions = IntStream.range(0, SESSIONS)
                    .mapToObj(number -> Executors.callable(() -> session(spool, number)))
                    .toList();
            try {
                for (Future<Object> session : threads.invokeAll(sessions)) {
                    session.get();
                }
            } finally {
                over.set(true);
            }
            reader.get();
            canceller.get();
            check(spool);
        }
        try (SegmentSpool spool = fixture.open()) {
            check(spool);
        }
        assertThat(fixture.alerts()).isEmpty();
    }

    private void session(Spool spool, int number) {
        try {
            for (int i = 0; i < MESSAGES_EACH; i++) {
                String text = bytes(number * 1000L + i, i % 10 == 0 ? 12_000 : 100 + 37 * i);
                MessageId id = accept(spool, text, "a", "b");
                spool.record(id, List.of(new Change.Routed(List.of(local("a"), remote("b")))));
                assertThat(text(spool.load(id)).equals(text)).isTrue();
                spool.record(id, List.of(new Change.Done(0)));
                assertThat(spool.load(id).routing()).containsExactly(done(local("a")), remote("b"));
                if (i % 5 == 0) {
                    spool.record(id, List.of(new Change.RetryAt(Channel.REMOTE, BIRTH.plusSeconds(i))))
                            .await();
                    stay.put(id, text);
                } else {
                    spool.record(id, List.of(new Change.Done(1), new Change.Removed()));
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Object readAll(Spool spool) throws IOException {
        while (!over.get()) {
            for (Map.Entry<MessageId, String> each : stay.entrySet()) {
                assertThat(text(spool.load(each.getKey())).equals(each.getValue()))
                        .isTrue();
            }
            for (Summary summary : summaries(spool)) {
                try {
                    text(spool.load(summary.id()));
                } catch (FileNotFoundException left) {
                    assertThat(stay).doesNotContainKey(summary.id());
                }
            }
        }
        return over;
    }

    /** Deliveries that are cancelled in the middle of a read disturb nobody. */
    private Object cancelReaders(Spool spool) throws InterruptedException {
        while (!over.get()) {
            Thread reader = Thread.startVirtualThread(() -> summaries(spool).forEach(summary -> {
                try {
                    text(spool.load(summary.id()));
                } catch (IOException leftOrCancelled) {
                    // The others count.
                }
            }));
            Thread.onSpinWait();
            reader.interrupt();
            reader.join();
        }
        return over;
    }

    private void check(Spool spool) throws IOException {
        assertThat(summaries(spool)).extracting(Summary::id).containsExactlyInAnyOrderElementsOf(stay.keySet());
        for (Map.Entry<MessageId, String> each : stay.entrySet()) {
            Stored message = spool.load(each.getKey());
            assertThat(text(message).equals(each.getValue())).isTrue();
            assertThat(message.routing()).containsExactly(done(local("a")), remote("b"));
        }
    }
}
