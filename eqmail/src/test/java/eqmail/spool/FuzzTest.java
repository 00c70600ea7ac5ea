package eqmail.spool;

import static eqmail.spool.SpoolFixture.accept;
import static eqmail.spool.SpoolFixture.bytes;
import static eqmail.spool.SpoolFixture.local;
import static eqmail.spool.SpoolFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import eqmail.bytes.Latin1;
import eqmail.fs.RecordingDisk;
import eqmail.mail.MessageId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import testkit.Fuzz;

/** Whatever bytes lie on the disk: the spool opens, in time and in little memory, and what was not hit is there. */
class FuzzTest {
    private static final Path ROOT = Path.of("/disk");
    private static final Path SPOOL = ROOT.resolve("spool");
    private static final SpoolSettings TINY =
            SpoolFixture.SMALL.withSegments(24 << 10, 24 << 10).withTexts(4096, 1 << 20);

    private final RecordingDisk disk = new RecordingDisk(ROOT);
    private final SpoolFixture fixture = new SpoolFixture(disk, SPOOL, 1);

    /** More of them with -Deqmail.seeds=N. */
    static LongStream seeds() {
        return LongStream.rangeClosed(1, Long.getLong("eqmail.seeds", 60));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void opensWhateverWasWrittenOver(long seed) throws IOException {
        Random random = new Random(seed);
        fill();
        if (random.nextBoolean()) {
            SpoolFixture.loseCheckpoints(disk, SPOOL);
        }
        for (int hits = random.nextInt(4); hits >= 0; hits--) {
            hit(random);
        }
        look();
        try (SegmentSpool spool = fixture.open(TINY)) {
            SpoolFixture.summaries(spool).forEach(summary -> loadOrRefuse(spool, summary.id()));
            MessageId id = accept(spool, "after\n", "a");
            assertThat(text(spool.load(id))).isEqualTo("after\n");
            spool.settle();
        }
        try (SegmentSpool spool = fixture.open(TINY)) {
            assertThat(spool.count()).isPositive();
        }
    }

    /** Whoever only looks gets an answer, too. */
    private void look() {
        try {
            new SpoolDump(disk, SPOOL, line -> assertThat(line).doesNotContain("\n")).all();
            new SpoolCheck(disk, SPOOL).run();
        } catch (IOException said) {
            assertThat(said).hasMessageMatching("(?s).+");
        }
    }

    @Test
    void anyFieldsAreReadableOrRefused() {
        FieldWriter good =
                new FieldWriter(64).text(Tag.SENDER, "s@x").int64(Tag.BIRTH, 1).int32(Tag.DONE, 0);
        String sample = Latin1.string(good.route(local("a")).int8(Tag.FORM, 'U').toBytes());
        Fuzz.rounds(20_000, random -> {
            byte[] payload = Latin1.bytes(Fuzz.bent(random, sample));
            try {
                RecordText.fields(payload);
            } catch (BadRecord refused) {
                assertThat(refused).hasMessageMatching("(?s).+");
            }
        });
    }

    private void fill() throws IOException {
        try (SegmentSpool spool = fixture.open(TINY)) {
            for (int i = 0; i < 30; i++) {
                MessageId id = accept(spool, bytes(i, i == 7 ? 9000 : 1500), "a", "b");
                spool.record(id, List.of(new Change.Routed(List.of(local("a"), local("b")))));
                spool.record(id, List.of(new Change.BounceNote("note")));
                if (i % 3 == 0) {
                    spool.record(id, List.of(new Change.Removed())).await();
                }
            }
        }
    }

    private void hit(Random random) throws IOException {
        List<String> names = disk.list(SPOOL.resolve("log"));
        Path file = random.nextInt(5) == 0 && disk.list(SPOOL).contains("checkpoint")
                ? SPOOL.resolve("checkpoint")
                : SPOOL.resolve("log").resolve(names.get(random.nextInt(names.size())));
        byte[] bytes = disk.bytes(file);
        int at = random.nextInt(bytes.length);
        int length = Math.min(bytes.length - at, 1 + random.nextInt(random.nextBoolean() ? 8 : 3000));
        byte[] over = new byte[length];
        switch (random.nextInt(4)) {
            case 0 -> random.nextBytes(over);
            case 1 -> Arrays.fill(over, (byte) random.nextInt());
            case 2 -> System.arraycopy(bytes, random.nextInt(bytes.length - length + 1), over, 0, length);
            default -> {
                over = new byte[] {(byte) (bytes[at] ^ (1 << random.nextInt(8)))};
            }
        }
        if (random.nextInt(10) == 0) {
            disk.lose(file);
        } else {
            disk.overwrite(file, at, over);
        }
    }

    private static void loadOrRefuse(SegmentSpool spool, MessageId id) {
        try {
            text(spool.load(id));
        } catch (IOException said) {
            assertThat(said).hasMessageMatching("(?s).+");
        }
    }

    @Test
    void aLyingLengthCostsNoMemory() throws IOException {
        fill();
        Path log = SPOOL.resolve("log/0000000001");
        for (int length : new int[] {-1, Integer.MAX_VALUE, Integer.MIN_VALUE, RecordHeader.MOST_PAYLOAD}) {
            byte[] page = disk.bytes(log);
            long mark = java.nio.ByteBuffer.wrap(page).getLong(16);
            java.nio.ByteBuffer record = java.nio.ByteBuffer.allocate(RecordHeader.BYTES);
            new RecordHeader(RecordHeader.MESSAGE, length, 99, 0, 0).write(mark, record);
            disk.overwrite(log, SegmentHeader.BYTES + 80, record.array());
            assertThatCode(() -> fixture.open(TINY).close()).doesNotThrowAnyException();
        }
    }
}
