package eqmail.spool;

import static eqmail.spool.SpoolFixture.accept;
import static eqmail.spool.SpoolFixture.bytes;
import static eqmail.spool.SpoolFixture.local;
import static eqmail.spool.SpoolFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.fs.RealDisk;
import eqmail.fs.RecordingDisk;
import eqmail.mail.MessageId;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Reading a spool that may belong to somebody else. */
@Timeout(60)
class SpoolViewTest {
    private static final Path ROOT = Path.of("/disk");
    private static final Path SPOOL = ROOT.resolve("spool");

    private final RecordingDisk disk = new RecordingDisk(ROOT);
    private final SpoolFixture fixture = new SpoolFixture(disk, SPOOL, 1);

    @Test
    void showsWhatIsQueuedBesideItsOwnerAndChangesNothing() throws IOException {
        try (SegmentSpool spool = fixture.open()) {
            MessageId gone = accept(spool, "gone\n", "a");
            MessageId small = accept(spool, "small\n", "a", "b");
            MessageId big = accept(spool, bytes(3, 20_000), "c");
            spool.record(small, List.of(new Change.Routed(List.of(local("a"), local("b"))), new Change.Done(1)))
                    .await();
            spool.record(gone, List.of(new Change.Removed())).await();
            spool.settle();
            List<String> effects = disk.effects();
            try (SpoolView view = SpoolView.open(disk, SPOOL)) {
                assertThat(view.ids()).containsExactly(small, big);
                assertThat(view.load(small).routing())
                        .containsExactlyElementsOf(spool.load(small).routing());
                assertThat(text(view.load(small))).isEqualTo("small\n");
                assertThat(text(view.load(big))).isEqualTo(bytes(3, 20_000));
                assertThat(view.faults()).isEmpty();
            }
            assertThat(disk.effects()).isEqualTo(effects);
        }
    }

    @Test
    void needsASpool() {
        assertThatThrownBy(() -> SpoolView.open(disk, SPOOL)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void showsWhatASegmentThatIsMissingLeft() throws IOException {
        try (SegmentSpool spool = fixture.open()) {
            accept(spool, "x\n", "a");
        }
        disk.lose(SPOOL.resolve("log/0000000001"));
        try (SpoolView view = SpoolView.open(disk, SPOOL)) {
            assertThat(view.ids()).isEmpty();
            assertThat(view.faults()).containsExactly("message 1: lost with a segment that is missing");
        }
    }

    @Test
    void findsNothingWrongWhileTheOwnerIsBusy(@TempDir Path folder) throws Exception {
        Path busy = folder.resolve("spool");
        SpoolFixture real = new SpoolFixture(new RealDisk(), busy, 1);
        AtomicBoolean enough = new AtomicBoolean();
        try (SegmentSpool spool = real.open()) {
            MessageId stays = accept(spool, "stays\n", "a");
            CompletableFuture<Void> work = CompletableFuture.runAsync(() -> churn(spool, enough));
            for (int i = 0; i < 30; i++) {
                SpoolCheck.Result result = new SpoolCheck(new RealDisk(), busy).run();
                assertThat(result.faults()).isEmpty();
                try (SpoolView view = SpoolView.open(new RealDisk(), busy)) {
                    assertThat(text(view.load(stays))).isEqualTo("stays\n");
                }
            }
            enough.set(true);
            work.get(30, TimeUnit.SECONDS);
        }
    }

    /** Segments come and go, checkpoints are written. */
    private static void churn(SegmentSpool spool, AtomicBoolean enough) {
        try {
            Deque<MessageId> queued = new ArrayDeque<>();
            for (int i = 0; !enough.get(); i++) {
                MessageId id = accept(spool, bytes(i, i % 20 == 0 ? 9000 : 3000), "a");
                queued.add(id);
                spool.record(id, List.of(new Change.Routed(List.of(local("a")))));
                if (queued.size() > 20) {
                    spool.record(queued.remove(), List.of(new Change.Removed()));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
