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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.bytes.Latin1;
import eqmail.delivery.Channel;
import eqmail.mail.BodyForm;
import eqmail.mail.Envelope;
import eqmail.mail.MessageId;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

class SegmentSpoolTest {
    @TempDir
    Path home;

    private SpoolFixture fixture;

    @BeforeEach
    void directory() {
        fixture = new SpoolFixture(home.resolve("spool"));
    }

    @Test
    void givesBackWhatWasCommitted() throws IOException {
        try (Spool spool = fixture.open()) {
            MessageId id = accept(spool, "Subject: x\n\nhello\n", "a@example.org", "b\377@example.net");

            Stored message = spool.load(id);

            assertThat(message.id()).isEqualTo(id);
            assertThat(message.envelope())
                    .isEqualTo(new Envelope("sender@example.org", List.of("a@example.org", "b\377@example.net")));
            assertThat(message.birth()).isEqualTo(BIRTH);
            assertThat(message.uid()).isEqualTo(1000);
            assertThat(message.routed()).isFalse();
            assertThat(message.bounce()).isEmpty();
            assertThat(message.body().size()).isEqualTo(18);
            assertThat(message.body().form()).isEqualTo(BodyForm.UNIX);
            assertThat(text(message)).isEqualTo("Subject: x\n\nhello\n");
            assertThat(spool.count()).isOne();
        }
    }

    @Test
    void keepsEverythingAcrossAStart() throws IOException {
        MessageId routed;
        MessageId plain;
        try (Spool spool = fixture.open()) {
            plain = accept(spool, BodyForm.WIRE, "wire\r\n", "", "x@example.org");
            routed = accept(spool, "routed\n", "l@example.org", "r@example.net", "s@example.net");
            spool.record(routed, List.of(new Change.Routed(List.of(local("l"), remote("r@example.net"), remote("s")))));
            spool.record(routed, List.of(new Change.Done(1), new Change.BounceNote("no r\n")));
            spool.record(routed, List.of(new Change.BounceNote("really\n")));
            spool.record(routed, List.of(new Change.RetryAt(Channel.REMOTE, BIRTH.plusSeconds(400))))
                    .await();
        }
        try (Spool spool = fixture.open()) {
            assertThat(summaries(spool))
                    .containsExactly(
                            new Summary(plain, BIRTH, false, null, null),
                            new Summary(routed, BIRTH, true, BIRTH, BIRTH.plusSeconds(400)));
            Stored message = spool.load(routed);
            assertThat(message.routing()).containsExactly(local("l"), done(remote("r@example.net")), remote("s"));
            assertThat(message.bounce()).isEqualTo("no r\nreally\n");
            assertThat(text(message)).isEqualTo("routed\n");
            assertThat(spool.load(plain).body().form()).isEqualTo(BodyForm.WIRE);
            assertThat(spool.load(plain).envelope().sender()).isEmpty();
        }
        assertThat(fixture.log).isEmpty();
    }

    @Test
    void seesAChangeThatIsNotDurableYet() throws IOException {
        try (Spool spool = fixture.open()) {
            MessageId id = accept(spool, "x\n", "a");
            for (int i = 0; i < 50; i++) {
                spool.record(id, List.of(new Change.Routed(List.of(local("round" + i)))));
                assertThat(spool.load(id).routing()).containsExactly(local("round" + i));
            }
        }
    }

    @Test
    void forgetsTheNotesOfABounceThatWasSent() throws IOException {
        try (Spool spool = fixture.open()) {
            MessageId id = accept(spool, "x\n", "a");
            spool.record(
                    id, List.of(new Change.BounceNote("old"), new Change.BounceSent(), new Change.BounceNote("new")));
            assertThat(spool.load(id).bounce()).isEqualTo("new");
        }
    }

    @Test
    void aRemovedMessageIsGoneForGood() throws IOException {
        MessageId id;
        try (Spool spool = fixture.open()) {
            id = accept(spool, "x\n", "a");
            spool.record(id, List.of(new Change.Done(0), new Change.Removed())).await();
            assertThat(spool.count()).isZero();
            assertThatThrownBy(() -> spool.load(id)).isInstanceOf(FileNotFoundException.class);
            assertThatThrownBy(
                            () -> spool.record(id, List.of(new Change.Done(0))).await())
                    .isInstanceOf(FileNotFoundException.class);
        }
        try (Spool spool = fixture.open()) {
            assertThat(summaries(spool)).isEmpty();
            assertThatThrownBy(() -> spool.load(id)).isInstanceOf(FileNotFoundException.class);
        }
    }

    @Test
    void aDraftThatIsClosedLeavesNothing() throws IOException {
        MessageId dropped;
        try (Spool spool = fixture.open()) {
            try (Draft draft = spool.begin(BodyForm.UNIX)) {
                dropped = draft.id();
                byte[] big = new byte[50_000];
                draft.write(big, 0, big.length);
            }
            assertThat(accept(spool, "x\n", "a")).isNotEqualTo(dropped);
            assertThat(files("text")).isEmpty();
        }
        try (Spool spool = fixture.open()) {
            assertThat(spool.count()).isOne();
            assertThat(accept(spool, "x\n", "a").value()).isGreaterThan(dropped.value());
        }
    }

    @Test
    void aLongTextHasAFileOfItsOwnUntilItLeaves() throws IOException {
        String text = bytes(1, 300_000);
        MessageId id;
        try (Spool spool = fixture.open()) {
            id = accept(spool, text, "a");
            assertThat(files("text")).containsExactly(id.toString());
        }
        try (Spool spool = fixture.open()) {
            assertThat(text(spool.load(id))).isEqualTo(text);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            spool.load(id).body().copyTo(out);
            assertThat(Latin1.string(out.toByteArray())).isEqualTo(text);
            try (OutputStream file =
                    new java.io.FileOutputStream(home.resolve("copy").toFile())) {
                spool.load(id).body().copyTo(file);
            }
            assertThat(Latin1.string(Files.readAllBytes(home.resolve("copy")))).isEqualTo(text);
            spool.record(id, List.of(new Change.Removed())).await();
        }
        try (Spool spool = fixture.open()) {
            assertThat(files("text")).isEmpty();
            assertThat(spool.count()).isZero();
        }
    }

    @Test
    void textsOfEveryLengthAroundTheLimitsComeBack() throws IOException {
        try (Spool spool = fixture.open()) {
            for (int length : new int[] {0, 1, 4095, 4096, 4097, 8191, 8192, 8193, 16384, 65535, 65536, 70_000}) {
                String text = bytes(length, length);
                MessageId id = accept(spool, text, "a");
                assertThat(text(spool.load(id)).equals(text))
                        .as("length " + length)
                        .isTrue();
            }
        }
    }

    @Test
    void deletesSegmentsThatNobodyNeeds() throws IOException {
        try (Spool spool = fixture.open()) {
            for (int i = 0; i < 300; i++) {
                MessageId id = accept(spool, bytes(i, 2000), "a");
                spool.record(id, List.of(new Change.Removed())).await();
            }
        }
        assertThat(files("log")).hasSizeLessThan(6);
        try (Spool spool = fixture.open()) {
            assertThat(spool.count()).isZero();
        }
    }

    @Test
    void onlyOneOwnsTheDirectory() throws IOException {
        try (Spool spool = fixture.open()) {
            assertThatThrownBy(() -> fixture.open()).isInstanceOf(SpoolLockedException.class);
            assertThat(spool.count()).isZero();
        }
        fixture.open().close();
    }

    @Test
    void refusesWhenTheDiskIsNearlyFull() throws IOException {
        try (Spool spool = fixture.open(SpoolFixture.SMALL.withLeastFree(Long.MAX_VALUE, 0))) {
            assertThatThrownBy(() -> spool.begin(BodyForm.UNIX)).isInstanceOf(SpoolFullException.class);
        }
    }

    @Test
    @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
    void slowPeersWithLongTextsKeepNobodyFromBeginning() throws IOException {
        try (Spool spool = fixture.open(SpoolFixture.SMALL.withTexts(8192, 64 << 10))) {
            List<Draft> slow = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Draft draft = spool.begin(BodyForm.UNIX);
                draft.write(new byte[8000], 0, 8000);
                slow.add(draft);
            }
            accept(spool, "x\n", "a");
            slow.forEach(Draft::close);
            assertThat(spool.count()).isOne();
        }
    }

    @Test
    void anInterruptedReaderDisturbsNobody() throws IOException {
        try (Spool spool = fixture.open()) {
            MessageId id = accept(spool, bytes(3, 7000), "a");
            Thread.currentThread().interrupt();
            assertThat(text(spool.load(id))).isEqualTo(bytes(3, 7000));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(text(spool.load(id))).isEqualTo(bytes(3, 7000));
        }
    }

    private List<String> files(String directory) throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("spool").resolve(directory))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
