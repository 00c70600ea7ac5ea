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
import org.junit.jupiter.api.Test;

/** Each story is cut off after each of its effects, with every kind of loss, and the spool must have kept its word. */
class CrashTest {
    private static final Path ROOT = Path.of("/disk");
    private static final Path SPOOL = ROOT.resolve("spool");
    private static final SpoolSettings TINY = SpoolFixture.SMALL
            .withSegments(16 << 10, 16 << 10)
            .withTexts(4096, 1 << 20)
            .withIdBlock(8);

    /** What a test does to a fresh spool. */
    private interface Story {
        void tell(SegmentSpool spool, Witness witness) throws IOException;
    }

    @Test
    void acceptingLosesNothing() {
        everyCut((spool, witness) -> {
            for (int i = 0; i < 12; i++) {
                witness.accept(spool, bytes(i, 100 + 300 * i), "a@example.org", "b@example.org");
            }
        });
    }

    @Test
    void droppedDraftsLeaveNothing() {
        everyCut((spool, witness) -> {
            witness.drop(spool, bytes(1, 500));
            witness.accept(spool, "kept\n", "a");
            witness.drop(spool, bytes(2, 20_000));
            witness.accept(spool, "kept too\n", "a");
        });
    }

    @Test
    void bigMessagesAreThereWholeOrNotAtAll() {
        everyCut((spool, witness) -> {
            MessageId first = witness.accept(spool, bytes(1, 30_000), "a");
            witness.accept(spool, BodyForm.WIRE, bytes(2, 9_000), "a");
            witness.record(spool, first, new Change.Removed());
            witness.accept(spool, bytes(3, 5_000), "a");
            spool.settle();
        });
    }

    @Test
    void settlingKeepsItsOrder() {
        everyCut((spool, witness) -> {
            MessageId one = witness.accept(spool, "one\n", "a", "b", "c");
            MessageId two = witness.accept(spool, "two\n", "d");
            witness.ask(spool, one, new Change.Routed(List.of(local("a"), remote("b"), remote("c"))));
            witness.ask(spool, one, new Change.Done(0));
            witness.record(spool, two, new Change.Routed(List.of(remote("d"))));
            witness.record(spool, one, new Change.Done(2), new Change.RetryAt(Channel.REMOTE, BIRTH.plusSeconds(400)));
            witness.record(spool, two, new Change.RetryAt(Channel.REMOTE, BIRTH.plusSeconds(400)));
            witness.record(spool, two, new Change.Done(0), new Change.Removed());
            witness.ask(spool, one, new Change.RetryAt(Channel.REMOTE, BIRTH.plusSeconds(1600)));
            witness.ask(spool, one, new Change.Done(1));
            witness.record(spool, one, new Change.Removed());
            witness.accept(spool, "three\n", "e");
        });
    }

    @Test
    void bouncesKeepTheirNotes() {
        everyCut((spool, witness) -> {
            MessageId id = witness.accept(spool, "x\n", "a", "b");
            witness.record(spool, id, new Change.Routed(List.of(local("a"), remote("b"))));
            witness.record(spool, id, new Change.BounceNote("no a\n"), new Change.Done(0));
            witness.ask(spool, id, new Change.BounceNote("no b\n"), new Change.Done(1));
            MessageId bounce = witness.accept(spool, "Hi. This is the...\n", "s@example.org");
            witness.record(spool, id, new Change.BounceSent());
            witness.ask(spool, id, new Change.Removed());
            witness.record(spool, bounce, new Change.Removed());
        });
    }

    @Test
    void compactingAndCheckpointsLoseNothing() {
        List<String> effects = everyCut((spool, witness) -> {
            List<MessageId> stay = new ArrayList<>();
            for (int i = 0; i < 28; i++) {
                MessageId id = witness.accept(spool, bytes(i, i % 10 == 0 ? 900 : 3500), "a", "b");
                witness.ask(spool, id, new Change.Routed(List.of(local("a"), remote("b"))));
                if (i % 10 == 0) {
                    stay.add(id);
                } else {
                    witness.record(spool, id, new Change.Removed());
                }
                for (MessageId old : stay) {
                    if (i % 7 == 3) {
                        witness.ask(spool, old, new Change.RetryAt(Channel.REMOTE, BIRTH.plusSeconds(i)));
                    }
                    if (i % 10 == 5) {
                        witness.ask(spool, old, new Change.BounceNote("note " + i + "\n"));
                    }
                }
                if (i % 8 == 7) {
                    spool.settle();
                }
            }
        });
        // The first segment had a message that stays: it was moved.
        assertThat(effects).contains("delete 0000000001", "rename checkpoint.old");
    }

    /** Tells the story with the power cut after 0, 1, 2 ... effects, until it comes to its end; gives all its effects. */
    private static List<String> everyCut(Story story) {
        int cut = 0;
        List<String> effects = List.of();
        boolean finished = false;
        while (!finished) {
            RecordingDisk disk = new RecordingDisk(ROOT);
            disk.cutAfter(cut);
            Witness witness = new Witness();
            try (SegmentSpool spool = open(disk, new ArrayList<>(), cut)) {
                story.tell(spool, witness);
                finished = !disk.dead();
            } catch (IOException powerCut) {
                assertThat(disk.dead())
                        .as("only the power cut fails: " + powerCut)
                        .isTrue();
            }
            verifyImages(disk, witness, cut);
            effects = disk.effects();
            cut++;
        }
        assertThat(cut).isGreaterThan(20);
        return effects;
    }

    private static void verifyImages(RecordingDisk disk, Witness witness, int cut) {
        int seed = cut;
        for (Loss loss : Loss.values()) {
            for (int round = 0; round < (loss == Loss.ANYTHING ? 3 : 1); round++) {
                seed += 1000;
                verifyImage(disk, disk.afterCrash(loss, seed), witness, loss, seed);
            }
        }
        verifyImage(disk, disk.afterKill(), witness, Loss.EVERYTHING, seed);
    }

    private static void verifyImage(RecordingDisk disk, RecordingDisk image, Witness witness, Loss loss, int seed) {
        try {
            verifyImage(image, witness.copy(), loss, seed);
        } catch (IOException | RuntimeException | AssertionError e) {
            List<String> effects = disk.effects();
            throw new AssertionError("lost " + loss + ", seed " + seed + ", after\n" + String.join("\n", effects), e);
        }
    }

    /** Starts, cuts the start off too, starts again, goes on, and starts once more. */
    private static void verifyImage(RecordingDisk image, Witness witness, Loss loss, int seed) throws IOException {
        image.cutAfter(seed % 13);
        try (SegmentSpool spool = open(image, new ArrayList<>(), seed)) {
            witness.verify(spool);
        } catch (IOException cutAgain) {
            assertThat(image.dead()).isTrue();
        }
        List<String> log = new ArrayList<>();
        RecordingDisk second = image.afterCrash(loss, seed + 1);
        try (SegmentSpool spool = open(second, log, seed + 1)) {
            witness.verify(spool);
            witness.accept(spool, "after\n", "a");
            spool.settle();
        }
        try (SegmentSpool spool = open(second, log, seed + 2)) {
            witness.verify(spool);
        }
        if (loss != Loss.ANYTHING) {
            assertThat(log).filteredOn(line -> line.startsWith("alert")).isEmpty();
        }
    }

    private static SegmentSpool open(RecordingDisk disk, List<String> log, int seed) throws IOException {
        Random marks = new Random(seed);
        List<String> safe = Collections.synchronizedList(log);
        return SegmentSpool.open(disk, SPOOL, TINY, safe::add, marks::nextLong, System::nanoTime);
    }
}
