package eqmail.admin;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.delivery.Channel;
import eqmail.fs.RealDisk;
import eqmail.log.Log;
import eqmail.mail.BodyForm;
import eqmail.mail.Envelope;
import eqmail.mail.MessageId;
import eqmail.spool.Change;
import eqmail.spool.Draft;
import eqmail.spool.Posting;
import eqmail.spool.Recipient;
import eqmail.spool.SegmentSpool;
import eqmail.spool.SpoolSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that look into a real spool: eqmail spool, qmail-qread, qmail-qstat. */
class SpoolToolTest {
    @TempDir
    private Path home;

    private Path spool = Path.of("");
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    @BeforeEach
    void lay() throws IOException {
        Files.createDirectory(home.resolve("spool"));
        spool = home.resolve("spool/log");
    }

    private SegmentSpool open() throws IOException {
        SpoolSettings small =
                SpoolSettings.defaults().withSegments(64 << 10, 64 << 10).withLeastFree(0, 0);
        return SegmentSpool.open(new RealDisk(), spool, small, Log.none(), () -> 42, System::nanoTime);
    }

    private static MessageId accept(SegmentSpool to) throws IOException {
        try (Draft draft = to.begin(BodyForm.UNIX)) {
            draft.write(Latin1.bytes("x\n"), 0, 2);
            Envelope envelope = new Envelope("s@x.org", List.of("joe@a"));
            draft.commit(new Posting(envelope, Instant.ofEpochSecond(1_700_000_000), 0, 2))
                    .await();
            return draft.id();
        }
    }

    private int run(String... args) throws IOException {
        return new SpoolTool(out, errors).run(List.of(args));
    }

    private String text() {
        return Latin1.string(out.toByteArray());
    }

    @Test
    void checksBesideTheOwner() throws IOException {
        try (SegmentSpool owned = open()) {
            accept(owned);
            owned.begin(BodyForm.UNIX).close();
            assertThat(run("check", spool.toString())).isZero();
        }
        assertThat(text()).matches("1 messages, [12] segments, all is well\n");
    }

    @Test
    void exitsWithOneWhenSomethingIsWrong() throws IOException {
        try (SegmentSpool owned = open()) {
            accept(owned);
        }
        Files.write(spool.resolve("checkpoint"), new byte[100]);
        assertThat(run("check", spool.toString())).isEqualTo(1);
        assertThat(text()).startsWith("checkpoint: ").endsWith("segments, 1 fault\n");
    }

    @Test
    void saysWhyThereIsNothingToRead() throws IOException {
        assertThat(run("check", spool.toString())).isEqualTo(111);
        assertThat(run("dump", spool.toString())).isEqualTo(111);
        assertThat(Latin1.string(errors.toByteArray()))
                .startsWith("eqmail: fatal: unable to read the spool " + spool + ": file does not exist\n");
        assertThat(text()).isEmpty();
    }

    @Test
    void dumpsAllOrOneMessage() throws IOException {
        try (SegmentSpool owned = open()) {
            accept(owned);
        }
        assertThat(run("dump", spool.toString())).isZero();
        assertThat(text()).startsWith("segment 1  epoch 0  mark 2a\n").contains("    sender <s@x.org>\n");
        out.reset();
        assertThat(run("dump", spool.toString(), "1")).isZero();
        assertThat(text()).startsWith("1:4176  message 1\n");
    }

    @Test
    void explainsItsUse() throws IOException {
        assertThat(run()).isEqualTo(100);
        assertThat(run("check")).isEqualTo(100);
        assertThat(run("check", "x", "y")).isEqualTo(100);
        assertThat(run("dump", "x", "y")).isEqualTo(100);
        assertThat(run("dump", "x", "0")).isEqualTo(100);
        assertThat(Latin1.string(errors.toByteArray())).startsWith("usage: eqmail spool check DIR\n");
    }

    @Test
    void listsAndCountsTheQueueOfAHome() throws IOException {
        SpooledQueue queue = new SpooledQueue(new RealDisk(), spool);
        assertThat(new QueueStat(home, queue, out, errors).run()).isZero();
        assertThat(text()).startsWith("messages in queue: 0\n");
        out.reset();
        try (SegmentSpool owned = open()) {
            MessageId routed = accept(owned);
            accept(owned);
            owned.record(routed, List.of(new Change.Routed(List.of(new Recipient(Channel.LOCAL, "joe@a", false)))))
                    .await();
            assertThat(new QueueStat(home, queue, out, errors).run()).isZero();
            assertThat(new QueueRead(home, queue, out).run()).isZero();
        }
        assertThat(text())
                .isEqualTo("messages in queue: 2\nmessages in queue but not yet preprocessed: 1\n"
                        + "14 Nov 2023 22:13:20 GMT  #1  2  <s@x.org> \n\tlocal\tjoe@a\n");
    }
}
