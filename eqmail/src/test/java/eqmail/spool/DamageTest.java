package eqmail.spool;

import static eqmail.spool.SpoolFixture.accept;
import static eqmail.spool.SpoolFixture.bytes;
import static eqmail.spool.SpoolFixture.done;
import static eqmail.spool.SpoolFixture.local;
import static eqmail.spool.SpoolFixture.remote;
import static eqmail.spool.SpoolFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.bytes.Latin1;
import eqmail.fs.RecordingDisk;
import eqmail.mail.MessageId;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bytes that rot: what they held is put aside with a loud line, everything else goes on. */
class DamageTest {
    private static final Path ROOT = Path.of("/disk");
    private static final Path SPOOL = ROOT.resolve("spool");
    private static final Path FIRST = SPOOL.resolve("log/0000000001");
    private static final Path QUARANTINE = SPOOL.resolve("quarantine");

    private final RecordingDisk disk = new RecordingDisk(ROOT);
    private final SpoolFixture fixture = new SpoolFixture(disk, SPOOL, 1);

    /** Turns over one bit of the first place in {@code file} where {@code text} stands. */
    private void rot(Path file, String text) throws IOException {
        int at = Latin1.string(disk.bytes(file)).indexOf(text);
        assertThat(at).isNotNegative();
        disk.overwrite(file, at, new byte[] {(byte) (disk.bytes(file)[at] ^ 4)});
    }

    private void withoutCheckpoints() throws IOException {
        SpoolFixture.loseCheckpoints(disk, SPOOL);
    }

    @Test
    void aDamagedMessageIsPutAsideAndTheOthersGoOn() throws IOException {
        MessageId before;
        MessageId hit;
        MessageId after;
        try (SegmentSpool spool = fixture.open()) {
            before = accept(spool, "first\n", "a");
            hit = accept(spool, "unlucky\n", "b");
            spool.record(hit, List.of(new Change.Routed(List.of(local("b"))))).await();
            after = accept(spool, "last\n", "c");
        }
        withoutCheckpoints();
        rot(FIRST, "unlucky");
        try (SegmentSpool spool = fixture.open()) {
            assertThat(text(spool.load(before))).isEqualTo("first\n");
            assertThat(text(spool.load(after))).isEqualTo("last\n");
            assertThatThrownBy(() -> spool.load(hit)).isInstanceOf(FileNotFoundException.class);
        }
        assertThat(fixture.alerts())
                .singleElement()
                .asString()
                .contains("segment 1 is damaged", "quarantine/0000000001-");
        assertThat(disk.list(QUARANTINE)).hasSize(1);
        String aside = Latin1.string(
                disk.bytes(QUARANTINE.resolve(disk.list(QUARANTINE).getFirst())));
        assertThat(aside).contains("nlucky\n").doesNotContain("first", "last");
    }

    @Test
    void aDamagedLengthDoesNotHideWhatFollows() throws IOException {
        MessageId after;
        try (SegmentSpool spool = fixture.open()) {
            accept(spool, "first\n", "a");
            after = accept(spool, "last\n", "c");
        }
        withoutCheckpoints();
        // Two records of ids take 80 bytes; behind them stands the first message.
        disk.overwrite(FIRST, SegmentHeader.BYTES + 80 + 8, new byte[] {0, 1, 0, 0});
        try (SegmentSpool spool = fixture.open()) {
            assertThat(spool.count()).isOne();
            assertThat(text(spool.load(after))).isEqualTo("last\n");
        }
        assertThat(fixture.alerts()).hasSize(1);
    }

    @Test
    void aTextCannotPassForARecord() throws IOException {
        byte[] segment;
        try (SegmentSpool spool = fixture.open()) {
            accept(spool, "victim\n", "forged@example.org");
            segment = disk.bytes(FIRST);
        }
        // A whole record of another segment, marks and all, as somebody's mail.
        SpoolFixture other = new SpoolFixture(disk, ROOT.resolve("other"), 2);
        Path log = ROOT.resolve("other/log/0000000001");
        try (SegmentSpool spool = other.open()) {
            accept(spool, Latin1.string(segment, SegmentHeader.BYTES + 80, 200), "b");
            accept(spool, "behind\n", "b");
        }
        SpoolFixture.loseCheckpoints(disk, ROOT.resolve("other"));
        disk.overwrite(log, SegmentHeader.BYTES + 80 + 8, new byte[] {0, 1, 0, 0});
        try (SegmentSpool spool = other.open()) {
            assertThat(spool.count()).isOne();
        }
        assertThat(other.alerts()).hasSize(1);
    }

    @Test
    void aDamagedChangeTakesBackWhatHangsOnIt() throws IOException {
        MessageId id;
        try (SegmentSpool spool = fixture.open()) {
            id = accept(spool, "x\n", "a", "b");
            spool.record(id, List.of(new Change.Routed(List.of(local("a"), remote("b")))))
                    .await();
            spool.record(id, List.of(new Change.BounceNote("unlucky"))).await();
            spool.record(id, List.of(new Change.Done(0))).await();
        }
        withoutCheckpoints();
        rot(FIRST, "unlucky");
        try (SegmentSpool spool = fixture.open()) {
            assertThat(spool.load(id).routing()).containsExactly(local("a"), remote("b"));
            assertThat(spool.load(id).bounce()).isEmpty();
            spool.record(id, List.of(new Change.Done(1))).await();
        }
        assertThat(fixture.alerts()).hasSize(2).last().asString().contains("may get it twice");
        try (SegmentSpool spool = fixture.open()) {
            assertThat(spool.load(id).routing()).containsExactly(local("a"), done(remote("b")));
        }
        assertThat(fixture.alerts()).hasSize(2);
    }

    @Test
    void damageThatOnlyALoadMeetsIsHealed() throws IOException {
        MessageId id;
        try (SegmentSpool spool = fixture.open()) {
            id = accept(spool, "x\n", "a", "b");
            spool.record(id, List.of(new Change.Routed(List.of(local("a"), remote("b")))))
                    .await();
            spool.record(id, List.of(new Change.BounceNote("unlucky"))).await();
            spool.record(id, List.of(new Change.Done(0))).await();
        }
        rot(FIRST, "unlucky");
        try (SegmentSpool spool = fixture.open()) {
            assertThat(fixture.alerts()).isEmpty();
            assertThat(spool.load(id).routing()).containsExactly(local("a"), remote("b"));
            assertThat(fixture.alerts()).hasSize(1);
            spool.record(id, List.of(new Change.Done(1))).await();
            assertThat(spool.load(id).routing()).containsExactly(local("a"), done(remote("b")));
            assertThat(fixture.alerts()).hasSize(1);
        }
        try (SegmentSpool spool = fixture.open()) {
            assertThat(spool.load(id).routing()).containsExactly(local("a"), done(remote("b")));
        }
        assertThat(fixture.alerts()).hasSize(1);
    }

    @Test
    void aMessageThatOnlyALoadFindsDamagedStaysQueued() throws IOException {
        MessageId id;
        try (SegmentSpool spool = fixture.open()) {
            id = accept(spool, "unlucky\n", "a");
        }
        rot(FIRST, "unlucky");
        try (SegmentSpool spool = fixture.open()) {
            assertThatThrownBy(() -> spool.load(id))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(FileNotFoundException.class)
                    .hasMessageContaining("damaged record at 1:");
            assertThat(spool.count()).isOne();
            spool.record(id, List.of(new Change.Removed())).await();
            assertThat(spool.count()).isZero();
        }
    }

    @Test
    void oneCopyOfTheHeaderIsEnough() throws IOException {
        MessageId id;
        try (SegmentSpool spool = fixture.open()) {
            id = accept(spool, "x\n", "a");
        }
        disk.overwrite(FIRST, 0, new byte[512]);
        try (SegmentSpool spool = fixture.open()) {
            assertThat(text(spool.load(id))).isEqualTo("x\n");
        }
        assertThat(fixture.alerts()).isEmpty();
    }

    @Test
    void aSegmentWithoutHeaderIsPutAside() throws IOException {
        MessageId id;
        try (SegmentSpool spool = fixture.open()) {
            id = accept(spool, "x\n", "a");
        }
        disk.overwrite(FIRST, 0, new byte[SegmentHeader.BYTES]);
        try (SegmentSpool spool = fixture.open()) {
            assertThat(spool.count()).isZero();
            assertThat(accept(spool, "y\n", "a").value()).isGreaterThan(id.value());
        }
        assertThat(fixture.alerts()).hasSize(2);
        assertThat(disk.list(QUARANTINE)).containsExactly("0000000001");
    }

    @Test
    void aDamagedCheckpointCostsOnlyTime() throws IOException {
        MessageId id;
        try (SegmentSpool spool = fixture.open()) {
            id = accept(spool, "x\n", "a");
            // The first checkpoint is written now, the second at the end.
            spool.settle();
            accept(spool, "w\n", "a");
        }
        disk.overwrite(SPOOL.resolve("checkpoint"), 40, new byte[] {77});
        try (SegmentSpool spool = fixture.open()) {
            assertThat(text(spool.load(id))).isEqualTo("x\n");
            accept(spool, "y\n", "a");
        }
        assertThat(fixture.alerts()).singleElement().asString().contains("checkpoint is damaged");
        try (SegmentSpool spool = fixture.open()) {
            assertThat(spool.count()).isEqualTo(3);
        }
        assertThat(fixture.alerts()).hasSize(1);
    }

    @Test
    void whatLeftStaysAwayThoughTheNewestCheckpointIsDamaged() throws IOException {
        MessageId stays;
        try (SegmentSpool spool = fixture.open()) {
            stays = accept(spool, "stays\n", "a");
            for (int i = 0; i < 100; i++) {
                MessageId id = accept(spool, bytes(i, 4000), "a");
                spool.record(id, List.of(new Change.Removed())).await();
                if (i % 10 == 0) {
                    spool.settle();
                }
            }
        }
        assertThat(disk.effects()).contains("delete 0000000002");
        disk.overwrite(SPOOL.resolve("checkpoint"), 40, new byte[] {77});
        try (SegmentSpool spool = fixture.open()) {
            assertThat(spool.count()).isOne();
            assertThat(text(spool.load(stays))).isEqualTo("stays\n");
        }
    }

    @Test
    void aRecordThatANewerVersionWroteStopsTheStart() throws IOException {
        try (SegmentSpool spool = fixture.open()) {
            accept(spool, "x\n", "a");
        }
        byte[] page = disk.bytes(FIRST);
        ByteBuffer bytes = ByteBuffer.wrap(page);
        long mark = bytes.getLong(16);
        ByteBuffer record = ByteBuffer.allocate(40);
        new RecordHeader(99, 0, 1, 0, 0).write(mark, record);
        disk.overwrite(FIRST, page.length, record.array());
        assertThatThrownBy(fixture::open).hasMessageContaining("newer version");
    }
}
