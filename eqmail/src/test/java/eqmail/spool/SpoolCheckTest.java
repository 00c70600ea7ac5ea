package eqmail.spool;

import static eqmail.spool.SpoolFixture.accept;
import static eqmail.spool.SpoolFixture.bytes;
import static eqmail.spool.SpoolFixture.local;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.bytes.Latin1;
import eqmail.fs.RecordingDisk;
import eqmail.mail.MessageId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** {@code eqmail spool check} names every kind of damage, with segment and offset, and nothing that is fine. */
class SpoolCheckTest {
    private static final Path ROOT = Path.of("/disk");
    private static final Path SPOOL = ROOT.resolve("spool");
    private static final Path FIRST = SPOOL.resolve("log/0000000001");

    private final RecordingDisk disk = new RecordingDisk(ROOT);
    private final SpoolFixture fixture = new SpoolFixture(disk, SPOOL, 1);

    private Set<String> faults() throws IOException {
        return new SpoolCheck(disk, SPOOL).run().faults();
    }

    private void rot(Path file, String text) throws IOException {
        int at = Latin1.string(disk.bytes(file)).indexOf(text);
        assertThat(at).isNotNegative();
        disk.overwrite(file, at, new byte[] {(byte) (disk.bytes(file)[at] ^ 4)});
    }

    @Test
    void findsAHealthySpoolHealthy() throws IOException {
        try (SegmentSpool spool = fixture.open()) {
            for (int i = 0; i < 100; i++) {
                MessageId id = accept(spool, bytes(i, i % 10 == 0 ? 9000 : 2000), "a");
                spool.record(id, List.of(new Change.Routed(List.of(local("a"))), new Change.BounceNote("n")));
                if (i % 2 == 0) {
                    spool.record(id, List.of(new Change.Removed())).await();
                }
            }
            spool.settle();
            assertThat(faults()).isEmpty();
        }
        SpoolCheck.Result result = new SpoolCheck(disk, SPOOL).run();
        assertThat(result.faults()).isEmpty();
        assertThat(result.messages()).isEqualTo(50);
        assertThat(result.segments()).isGreaterThan(1);
    }

    @Test
    void namesTheRecordThatIsDamagedThoughACheckpointCoversIt() throws IOException {
        MessageId hit;
        try (SegmentSpool spool = fixture.open()) {
            hit = accept(spool, "unlucky\n", "b");
        }
        long record = SegmentHeader.BYTES + 80;
        rot(FIRST, "unlucky");
        assertThat(faults()).hasSize(2).first().asString().startsWith("segment 1: no record from " + record + " to ");
        assertThat(faults()).last().asString().isEqualTo("message " + hit + ": damaged record at 1:" + record);
    }

    @Test
    void namesFieldsThatMakeNoSense() throws IOException {
        try (SegmentSpool spool = fixture.open()) {
            accept(spool, "x\n", "a");
        }
        SpoolFixture.loseCheckpoints(disk, SPOOL);
        byte[] page = disk.bytes(FIRST);
        ByteBuffer record = ByteBuffer.allocate(48);
        new RecordHeader(RecordHeader.CHANGE, 1, 1, 0, crc(new byte[1]))
                .write(ByteBuffer.wrap(page).getLong(16), record);
        long at = new SegmentScanEnd(disk, FIRST).end();
        disk.overwrite(FIRST, at, record.array());
        assertThat(faults()).contains("segment 1: no record from " + at + " to " + (at + 48));
    }

    @Test
    void namesARecipientThatDoesNotExist() throws IOException {
        try (SegmentSpool spool = fixture.open()) {
            MessageId id = accept(spool, "x\n", "a");
            spool.record(id, List.of(new Change.Routed(List.of(local("a"))), new Change.Done(3)))
                    .await();
        }
        assertThat(faults()).containsExactly("message 1: recipient 3 is done and does not exist");
    }

    @Test
    void namesTextFilesThatAreMissingShortOrDamaged() throws IOException {
        MessageId missing;
        MessageId cut;
        MessageId rotten;
        try (SegmentSpool spool = fixture.open()) {
            missing = accept(spool, bytes(1, 9000), "a");
            cut = accept(spool, bytes(2, 9000), "a");
            rotten = accept(spool, bytes(3, 9000), "a");
        }
        Path texts = SPOOL.resolve("text");
        disk.lose(texts.resolve(missing.toString()));
        disk.open(texts.resolve(cut.toString())).truncate(100);
        disk.overwrite(texts.resolve(rotten.toString()), 4711, new byte[] {1, 2, 3});
        assertThat(faults())
                .containsExactlyInAnyOrder(
                        "message " + missing + ": its text is missing",
                        "message " + cut + ": text of 100 bytes, not 9000",
                        "message " + rotten + ": text is damaged");
    }

    @Test
    void namesACheckpointThatIsDamaged() throws IOException {
        try (SegmentSpool spool = fixture.open()) {
            accept(spool, "x\n", "a");
        }
        disk.overwrite(SPOOL.resolve("checkpoint"), 40, new byte[] {77});
        assertThat(faults()).containsExactly("checkpoint: checkpoint is damaged");
    }

    @Test
    void namesASegmentWithoutHeaderUnlessItWasNeverFinished() throws IOException {
        try (SegmentSpool spool = fixture.open()) {
            accept(spool, "x\n", "a");
        }
        disk.create(SPOOL.resolve("log/0000000077")).close();
        assertThat(faults()).isEmpty();
        disk.overwrite(FIRST, 0, new byte[SegmentHeader.BYTES]);
        assertThat(faults()).containsExactly("segment 1: no header", "message 1: lost with a segment that is missing");
    }

    @Test
    void halfABatchAtTheEndOfTheLogIsNoFault() throws IOException {
        try (SegmentSpool spool = fixture.open()) {
            accept(spool, "x\n", "a");
        }
        disk.overwrite(FIRST, new SegmentScanEnd(disk, FIRST).end(), new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        assertThat(faults()).isEmpty();
        // The last segment that was written is the only one that may end so.
        try (SegmentSpool spool = new SpoolFixture(disk, ROOT.resolve("other"), 2).open()) {
            for (int i = 0; i < 60; i++) {
                accept(spool, bytes(i, 3000), "a");
            }
        }
        Path early = ROOT.resolve("other/log/0000000001");
        long end = new SegmentScanEnd(disk, early).end();
        disk.overwrite(early, end, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        assertThat(new SpoolCheck(disk, ROOT.resolve("other")).run().faults())
                .singleElement()
                .asString()
                .startsWith("segment 1: no record from " + end + " to ");
    }

    @Test
    void aNewerVersionIsNoDamage() throws IOException {
        try (SegmentSpool spool = fixture.open()) {
            accept(spool, "x\n", "a");
        }
        ByteBuffer record = ByteBuffer.allocate(40);
        new RecordHeader(99, 0, 1, 0, 0)
                .write(ByteBuffer.wrap(disk.bytes(FIRST)).getLong(16), record);
        disk.overwrite(FIRST, new SegmentScanEnd(disk, FIRST).end(), record.array());
        assertThatThrownBy(this::faults).hasMessageContaining("newer version");
    }

    private static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    /** Where the records of a segment end. */
    private record SegmentScanEnd(RecordingDisk disk, Path file) {
        long end() throws IOException {
            long mark = ByteBuffer.wrap(disk.bytes(file)).getLong(16);
            return new SegmentScan(disk.openForReading(file), mark)
                    .scan(SegmentHeader.BYTES, new SegmentScan.Visitor() {
                        @Override
                        public void record(long offset, RecordHeader header, byte[] payload) {}

                        @Override
                        public void gap(long from, long to, boolean last) {}
                    });
        }
    }
}
