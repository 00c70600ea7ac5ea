package eqmail.spool;

import static eqmail.spool.SpoolFixture.BIRTH;
import static eqmail.spool.SpoolFixture.bytes;
import static eqmail.spool.SpoolFixture.local;
import static eqmail.spool.SpoolFixture.remote;
import static org.assertj.core.api.Assertions.assertThat;

import eqmail.delivery.Channel;
import eqmail.fs.RecordingDisk;
import eqmail.fs.RecordingDisk.Loss;
import eqmail.mail.BodyForm;
import eqmail.mail.MessageId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Long random lives of a spool, with crashes, kills and full disks, against what a {@link Witness} remembers. */
class HistoryTest {
    private static final Path ROOT = Path.of("/disk");
    private static final int STEPS = 400;
    private static final List<Loss> LOSSES = List.of(Loss.values());
    private static final SpoolSettings TINY = SpoolFixture.SMALL
            .withSegments(32 << 10, 16 << 10)
            .withTexts(4096, 64 << 10)
            .withIdBlock(8);

    private final Witness witness = new Witness();
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private RecordingDisk disk = new RecordingDisk(ROOT);
    private Random random = new Random();
    private final AtomicLong clock = new AtomicLong();
    private boolean sectorsLost;

    @ParameterizedTest
    @MethodSource("seeds")
    void keepsItsWord(long seed) throws IOException {
        random = new Random(seed);
        SegmentSpool spool = open();
        for (int step = 0; step < STEPS; step++) {
            try {
                if (random.nextInt(40) == 0) {
                    spool = restart(spool);
                    witness.verify(spool);
                } else {
                    step(spool);
                }
            } catch (IOException stillFull) {
                // The disk was found empty again only by this very question.
                witness.forgetRefused();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("step " + step + " of seed " + seed + "\n" + String.join("\n", log), e);
            }
        }
        spool.close();
        SegmentSpool last = open();
        witness.verify(last);
        last.close();
        if (!sectorsLost) {
            assertThat(log)
                    .filteredOn(line -> line.startsWith("alert") && !line.contains("the power is off"))
                    .isEmpty();
        }
    }

    /** More of them with -Deqmail.seeds=N. */
    static LongStream seeds() {
        return LongStream.rangeClosed(1, Long.getLong("eqmail.seeds", 12));
    }

    private SegmentSpool open() throws IOException {
        return SegmentSpool.open(disk, ROOT.resolve("spool"), TINY, log::add, random::nextLong, this::now);
    }

    /** A second later each time, so that no answer of the disk is old enough to count. */
    private long now() {
        return clock.addAndGet(1_000_000_000);
    }

    private SegmentSpool restart(SegmentSpool spool) throws IOException {
        int how = random.nextInt(7);
        RecordingDisk next = disk;
        if (how == 0) {
            spool.close();
        } else {
            // Whatever the spool does from now on, the next one does not see it.
            Loss loss = LOSSES.get(how % LOSSES.size());
            next = how == 1 ? disk.afterKill() : disk.afterCrash(loss, random.nextLong());
            sectorsLost |= how > 1 && loss == Loss.ANYTHING;
            disk.cutAfter(0);
            spool.close();
        }
        disk = next;
        return open();
    }

    private void step(SegmentSpool spool) throws IOException {
        List<MessageId> queued = witness.queued();
        int what = random.nextInt(20);
        if (what < 6 || queued.isEmpty()) {
            accept(spool);
        } else if (what == 6) {
            witness.drop(spool, bytes(random.nextLong(), random.nextInt(9000)));
        } else if (what == 7) {
            spool.settle();
        } else if (what == 8) {
            fullDisk(spool);
        } else {
            change(spool, queued.get(random.nextInt(queued.size())));
        }
    }

    private void accept(SegmentSpool spool) throws IOException {
        int most = random.nextInt(8) == 0 ? 20_000 : 3000;
        String text = bytes(random.nextLong(), random.nextInt(most));
        BodyForm form = random.nextBoolean() ? BodyForm.UNIX : BodyForm.WIRE;
        String[] to = new String[1 + random.nextInt(4)];
        for (int i = 0; i < to.length; i++) {
            to[i] = bytes(random.nextLong(), random.nextInt(60));
        }
        witness.accept(spool, form, text, to);
    }

    private void change(SegmentSpool spool, MessageId id) throws IOException {
        Change change = switch (random.nextInt(8)) {
            case 0, 1, 2 -> new Change.Removed();
            case 3 -> new Change.BounceNote(bytes(random.nextLong(), random.nextInt(300)));
            case 4 -> new Change.BounceSent();
            case 5 -> new Change.RetryAt(Channel.LOCAL, BIRTH.plusSeconds(random.nextInt(100_000)));
            case 6 -> new Change.RetryAt(Channel.REMOTE, BIRTH.plusSeconds(random.nextInt(100_000)));
            default ->
                witness.routed(id)
                        ? new Change.Done(random.nextInt(witness.recipients(id)))
                        : routing(witness.recipients(id));
        };
        if (random.nextBoolean()) {
            witness.record(spool, id, change);
        } else {
            witness.ask(spool, id, change);
        }
    }

    private Change routing(int recipients) {
        List<Recipient> to = new ArrayList<>();
        for (int i = 0; i < recipients; i++) {
            to.add(random.nextBoolean() ? local("l" + i) : remote("r" + i));
        }
        return new Change.Routed(to);
    }

    /** Some writes fail; the spool stays in business, or says that it does not. */
    private void fullDisk(SegmentSpool spool) throws IOException {
        disk.fault((what, path) -> what.equals("write") ? new IOException("No space left on device") : null);
        try {
            accept(spool);
        } catch (SpoolFullException before) {
            // Nothing was begun.
        } catch (IOException refused) {
            witness.forgetRefused();
        } finally {
            disk.fault((what, path) -> null);
        }
    }
}
