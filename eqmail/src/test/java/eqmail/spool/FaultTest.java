package eqmail.spool;

import static eqmail.spool.SpoolFixture.accept;
import static eqmail.spool.SpoolFixture.bytes;
import static eqmail.spool.SpoolFixture.local;
import static eqmail.spool.SpoolFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.fs.Disk;
import eqmail.fs.RecordingDisk;
import eqmail.mail.BodyForm;
import eqmail.mail.Envelope;
import eqmail.mail.MessageId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** A full or failing disk: what was promised stays, what was not is not half there, and the spool says which it is. */
class FaultTest {
    private static final Path ROOT = Path.of("/disk");
    private static final Path LOG = ROOT.resolve("spool/log");
    private static final Path TEXTS = ROOT.resolve("spool/text");

    private final RecordingDisk disk = new RecordingDisk(ROOT);
    private final SpoolFixture fixture = new SpoolFixture(disk, ROOT.resolve("spool"), 1);

    private static IOException full() {
        return new IOException("No space left on device");
    }

    private void fail(String what, Path below) {
        disk.fault((effect, path) -> effect.equals(what) && path.startsWith(below) ? full() : null);
    }

    private void noMemory(String what, Path below) {
        disk.fault((effect, path) -> {
            if (effect.equals(what) && path.startsWith(below)) {
                throw new OutOfMemoryError("Java heap space");
            }
            return null;
        });
    }

    private void work() {
        disk.fault((effect, path) -> null);
    }

    @Test
    void aFailedWriteRefusesOnlyWhatItHeld() throws IOException {
        MessageId before;
        MessageId after;
        try (SegmentSpool spool = fixture.open()) {
            before = accept(spool, "before\n", "a");
            fail("write", LOG.resolve("0000000001"));
            assertThatThrownBy(() -> accept(spool, "during\n", "a")).hasMessageContaining("No space left");
            after = accept(spool, "after\n", "a");
            assertThat(spool.count()).isEqualTo(2);
        }
        work();
        try (SegmentSpool spool = fixture.open()) {
            assertThat(spool.count()).isEqualTo(2);
            assertThat(text(spool.load(before))).isEqualTo("before\n");
            assertThat(text(spool.load(after))).isEqualTo("after\n");
        }
        assertThat(fixture.alerts()).isEmpty();
    }

    @Test
    void aFailedSyncIsFinal() throws IOException {
        MessageId before;
        try (SegmentSpool spool = fixture.open()) {
            before = accept(spool, "before\n", "a");
            fail("force", LOG);
            Durable change = spool.record(before, List.of(new Change.Routed(List.of(local("a")))));
            assertThatThrownBy(change::await).isInstanceOf(IOException.class);
            work();
            assertThatThrownBy(() -> spool.begin(BodyForm.UNIX))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(SpoolFullException.class)
                    .hasMessageContaining("stopped");
            Durable later = spool.record(before, List.of(new Change.Removed()));
            assertThatThrownBy(later::await).hasMessageContaining("stopped");
            assertThatThrownBy(() -> spool.load(before)).as("state unknown").isInstanceOf(IOException.class);
        }
        assertThat(fixture.alerts()).hasSize(1);
        try (SegmentSpool spool = fixture.open()) {
            assertThat(text(spool.load(before))).isEqualTo("before\n");
            accept(spool, "again\n", "a");
        }
    }

    @Test
    void aDraftBegunBeforeTheStopIsRefused() throws IOException {
        try (SegmentSpool spool = fixture.open()) {
            MessageId id = accept(spool, "x\n", "a");
            try (Draft draft = spool.begin(BodyForm.UNIX)) {
                fail("force", LOG);
                assertThatThrownBy(() ->
                                spool.record(id, List.of(new Change.Done(0))).await())
                        .isInstanceOf(IOException.class);
                draft.write(new byte[] {'x', '\n'}, 0, 2);
                assertThatThrownBy(() -> draft.commit(posting(2)).await()).hasMessageContaining("stopped");
            }
        }
    }

    @Test
    void withoutRoomForASegmentMessagesAreRefusedAndChangesAreNot() throws IOException {
        try (SegmentSpool spool = fixture.open()) {
            MessageId id = accept(spool, "x\n", "a");
            fail("create", LOG);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++) {
                            accept(spool, bytes(i, 4000), "a");
                        }
                    })
                    .isInstanceOf(IOException.class);
            long count = spool.count();
            spool.record(id, List.of(new Change.Routed(List.of(local("a"))))).await();
            assertThat(spool.count()).isEqualTo(count);
            assertThat(spool.load(id).routed()).isTrue();
        }
        work();
        try (SegmentSpool spool = fixture.open()) {
            accept(spool, "x\n", "a");
        }
        assertThat(fixture.alerts()).isEmpty();
    }

    @Test
    void tooLittleRoomIsSeenBeforeAMessageIsTaken() throws IOException {
        fixture.everyLookIsASecondLater();
        try (SegmentSpool spool = fixture.open(SpoolFixture.SMALL.withLeastFree(1_000_000, 10))) {
            disk.space(new Disk.Space(1_000_000, 10));
            accept(spool, "x\n", "a");
            disk.space(new Disk.Space(999_999, 10));
            assertThatThrownBy(() -> spool.begin(BodyForm.UNIX))
                    .isInstanceOf(SpoolFullException.class)
                    .hasMessageContaining("999999 bytes");
            disk.space(new Disk.Space(1_000_000, 9));
            assertThatThrownBy(() -> spool.begin(BodyForm.UNIX))
                    .isInstanceOf(SpoolFullException.class)
                    .hasMessageContaining("9 inodes");
            disk.space(new Disk.Space(1_000_000, 10));
            accept(spool, "x\n", "a");
        }
    }

    @Test
    void aTextThatFindsNoRoomIsDropped() throws IOException {
        try (SegmentSpool spool = fixture.open()) {
            fail("write", TEXTS);
            assertThatThrownBy(() -> accept(spool, bytes(1, 50_000), "a")).hasMessageContaining("No space left");
            work();
            assertThat(disk.list(TEXTS)).isEmpty();
            accept(spool, bytes(2, 50_000), "a");
            assertThat(spool.count()).isOne();
        }
    }

    @Test
    void aDraftWhoseWriteFailedCannotBeCommitted() throws IOException {
        try (SegmentSpool spool = fixture.open();
                Draft draft = spool.begin(BodyForm.UNIX)) {
            fail("write", TEXTS);
            assertThatThrownBy(() -> draft.write(new byte[50_000], 0, 50_000)).isInstanceOf(IOException.class);
            work();
            assertThatThrownBy(() -> draft.write(new byte[1], 0, 1)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> draft.commit(posting(50_001))).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aTextWhoseSyncFailsIsRefusedAlone() throws IOException {
        try (SegmentSpool spool = fixture.open()) {
            fail("force", TEXTS);
            assertThatThrownBy(() -> accept(spool, bytes(1, 50_000), "a")).hasMessageContaining("No space left");
            work();
            accept(spool, bytes(2, 50_000), "a");
            assertThat(disk.list(TEXTS)).hasSize(1);
            assertThat(spool.count()).isOne();
        }
    }

    @Test
    void aBigMessageThatFindsNoRoomInTheLogLeavesNoText() throws IOException {
        try (SegmentSpool spool = fixture.open()) {
            accept(spool, "x\n", "a");
            fail("write", LOG);
            assertThatThrownBy(() -> accept(spool, bytes(1, 50_000), "a")).isInstanceOf(IOException.class);
            assertThat(disk.list(TEXTS)).isEmpty();
        }
    }

    @Test
    void aCheckpointThatCannotBeWrittenCostsNothing() throws IOException {
        disk.fault((effect, path) -> path.endsWith("checkpoint.new") ? full() : null);
        MessageId id;
        try (SegmentSpool spool = fixture.open()) {
            id = accept(spool, "x\n", "a");
            for (int i = 0; i < 60; i++) {
                MessageId other = accept(spool, bytes(i, 4000), "a");
                spool.record(other, List.of(new Change.Removed())).await();
            }
            spool.settle();
        }
        work();
        try (SegmentSpool spool = fixture.open()) {
            assertThat(spool.count()).isOne();
            assertThat(text(spool.load(id))).isEqualTo("x\n");
        }
        assertThat(fixture.alerts()).isEmpty();
    }

    @Test
    void withoutRoomForACheckpointDeadSegmentsGoAllTheSame() throws IOException {
        try (SegmentSpool spool = fixture.open()) {
            List<MessageId> all = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                all.add(accept(spool, bytes(i, 4000), "a"));
            }
            spool.settle();
            disk.fault((effect, path) -> path.endsWith("checkpoint.new") ? full() : null);
            for (int i = 0; i < 40; i++) {
                accept(spool, bytes(i, 4000), "a");
            }
            spool.settle();
            int before = disk.list(LOG).size();
            for (MessageId id : all) {
                spool.record(id, List.of(new Change.Removed())).await();
            }
            spool.settle();
            assertThat(disk.list(LOG)).hasSizeLessThan(before);
        }
    }

    @Test
    @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
    void shortMemoryWhileATextIsSyncedRefusesItsMessage() throws IOException {
        try (SegmentSpool spool = fixture.open()) {
            noMemory("force", TEXTS);
            assertThatThrownBy(() -> accept(spool, bytes(1, 50_000), "a")).hasMessageContaining("heap");
            work();
            accept(spool, bytes(2, 50_000), "a");
            assertThat(spool.count()).isOne();
        }
    }

    @Test
    @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
    void shortMemoryWhileASegmentIsMadePassesByItself() throws IOException {
        fixture.everyLookIsASecondLater();
        try (SegmentSpool spool = fixture.open()) {
            noMemory("create", LOG);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++) {
                            accept(spool, bytes(i, 4000), "a");
                        }
                    })
                    .isInstanceOf(IOException.class);
            work();
            while (!accepts(spool)) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
    void shortMemoryWhileTidyingUpPassesByItself() throws IOException {
        try (SegmentSpool spool = fixture.open()) {
            noMemory("delete", LOG);
            fill(spool);
            spool.settle();
            int before = disk.list(LOG).size();
            work();
            fill(spool);
            spool.settle();
            assertThat(disk.list(LOG)).hasSizeLessThanOrEqualTo(before);
        }
    }

    /** The next segment is made by a thread of its own, when somebody asks for it. */
    private static boolean accepts(Spool spool) {
        try {
            accept(spool, "x\n", "a");
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static void fill(Spool spool) throws IOException {
        for (int i = 0; i < 100; i++) {
            MessageId id = accept(spool, bytes(i, 4000), "a");
            spool.record(id, List.of(new Change.Removed())).await();
        }
    }

    @Test
    void anEnvelopeLongerThanTheLimitIsRefused() throws IOException {
        try (SegmentSpool spool = fixture.open()) {
            String address = "x".repeat(1 << 20);
            List<String> most = Collections.nCopies(7, address);
            List<String> more = Collections.nCopies(8, address);
            try (Draft draft = spool.begin(BodyForm.UNIX)) {
                draft.commit(posting(0, most)).await();
                assertThat(spool.load(draft.id()).envelope().recipients()).isEqualTo(most);
            }
            try (Draft draft = spool.begin(BodyForm.UNIX)) {
                assertThatThrownBy(() -> draft.commit(posting(0, more))).hasMessageContaining("longer than");
            }
        }
    }

    private static Posting posting(long size) {
        return posting(size, List.of("a"));
    }

    private static Posting posting(long size, List<String> recipients) {
        return new Posting(new Envelope("s", recipients), SpoolFixture.BIRTH, 0, size);
    }
}
