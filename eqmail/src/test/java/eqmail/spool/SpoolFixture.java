package eqmail.spool;

import eqmail.bytes.Latin1;
import eqmail.delivery.Channel;
import eqmail.fs.Disk;
import eqmail.fs.RealDisk;
import eqmail.fs.RecordingDisk;
import eqmail.mail.BodyForm;
import eqmail.mail.Envelope;
import eqmail.mail.MessageId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** What the tests of this room share: a spool of small segments and short words for what one does with it. */
final class SpoolFixture {
    static final Instant BIRTH = Instant.parse("2026-11-22T10:00:00Z");
    static final SpoolSettings SMALL = SpoolSettings.defaults()
            .withSegments(64 << 10, 64 << 10)
            .withTexts(8192, 1 << 20)
            .withLeastFree(0, 0)
            .withIdBlock(64);

    final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final Disk disk;
    private final Path directory;
    private final Random marks;
    private LongSupplier nanos = System::nanoTime;

    SpoolFixture(Path directory) {
        this(new RealDisk(), directory, 1);
    }

    SpoolFixture(Disk disk, Path directory, long seed) {
        this.disk = disk;
        this.directory = directory;
        this.marks = new Random(seed);
    }

    /** From now on the clock runs by a second whenever someone looks at it. */
    void everyLookIsASecondLater() {
        AtomicLong now = new AtomicLong();
        nanos = () -> now.addAndGet(1_000_000_000);
    }

    SegmentSpool open() throws IOException {
        return open(SMALL);
    }

    SegmentSpool open(SpoolSettings settings) throws IOException {
        return SegmentSpool.open(disk, directory, settings, log::add, marks::nextLong, nanos);
    }

    List<String> alerts() {
        synchronized (log) {
            return log.stream().filter(line -> line.startsWith("alert")).toList();
        }
    }

    /** There may be one or two: the first is written when housekeeping comes to it. */
    static void loseCheckpoints(RecordingDisk disk, Path spool) throws IOException {
        disk.lose(spool.resolve("checkpoint"));
        disk.lose(spool.resolve("checkpoint.old"));
    }

    static MessageId accept(Spool spool, String text, String... recipients) throws IOException {
        return accept(spool, BodyForm.UNIX, text, "sender@example.org", recipients);
    }

    static MessageId accept(Spool spool, BodyForm form, String text, String sender, String... recipients)
            throws IOException {
        try (Draft draft = spool.begin(form)) {
            byte[] bytes = Latin1.bytes(text);
            draft.write(bytes, 0, bytes.length);
            draft.commit(new Posting(new Envelope(sender, List.of(recipients)), BIRTH, 1000, bytes.length))
                    .await();
            return draft.id();
        }
    }

    static String text(Stored message) throws IOException {
        try (InputStream in = message.body().open()) {
            return Latin1.string(in.readAllBytes());
        }
    }

    static Recipient local(String address) {
        return new Recipient(Channel.LOCAL, address, false);
    }

    static Recipient remote(String address) {
        return new Recipient(Channel.REMOTE, address, false);
    }

    static Recipient done(Recipient recipient) {
        return new Recipient(recipient.channel(), recipient.address(), true);
    }

    static String bytes(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return Latin1.string(bytes);
    }

    static List<Summary> summaries(Spool spool) {
        List<Summary> all = new ArrayList<>();
        spool.forEach(all::add);
        return all;
    }
}
