package eqmail.pop3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.bytes.Latin1;
import eqmail.posix.FileCalls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaildirDropTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:20:30.5Z");

    @TempDir
    private Path maildir;

    @BeforeEach
    void lay() throws IOException {
        for (String part : List.of("tmp", "new", "cur")) {
            Files.createDirectory(maildir.resolve(part));
        }
    }

    private void file(String name, long age) throws IOException {
        Files.writeString(maildir.resolve(name), "text of " + name + "\n");
        Instant time = NOW.minusSeconds(age);
        FileCalls.times(maildir.resolve(name).toString(), time, time);
    }

    private MaildirDrop open() throws MaildropException {
        return MaildirDrop.open(maildir.toString(), NOW, Manner.STANDARD);
    }

    private List<String> uids() throws MaildropException {
        return open().entries().stream().map(Maildrop.Entry::uid).toList();
    }

    private static String read(MaildirDrop drop, int index) throws IOException {
        try (InputStream in = drop.open(index)) {
            return Latin1.string(in.readAllBytes());
        }
    }

    private static BitSet all(int count) {
        BitSet set = new BitSet();
        set.set(0, count);
        return set;
    }

    @Test
    void theOldestComesFirstAndNamesDecideWithinASecond() throws Exception {
        file("cur/b:2,S", 10);
        file("new/c", 10);
        file("new/a", 20);
        file("cur/d:2,RS", 5);
        assertThat(uids()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void whatComesInThisVerySecondShowsNextTime() throws Exception {
        file("new/now", 0);
        file("new/before", 1);
        assertThat(uids()).containsExactly("before");
    }

    @Test
    void onlyFilesAreMessages() throws Exception {
        Files.createDirectory(maildir.resolve("cur/directory"));
        FileCalls.makePipe(maildir.resolve("cur/pipe").toString(), 0600);
        Files.createSymbolicLink(maildir.resolve("cur/dangling"), Path.of("nowhere"));
        file("new/a", 1);
        assertThat(MaildirDrop.open(maildir.toString(), Instant.now().plusSeconds(5), Manner.ORIGINAL)
                        .entries())
                .extracting(Maildrop.Entry::uid)
                .containsExactly("a");
    }

    @Test
    void aPipeInThePlaceOfAMessageIsRefusedAndNotWaitedFor() throws Exception {
        file("new/a", 1);
        MaildirDrop drop = open();
        Files.delete(maildir.resolve("new/a"));
        FileCalls.makePipe(maildir.resolve("new/a").toString(), 0600);
        assertThatThrownBy(() -> drop.open(0)).isInstanceOf(IOException.class);
    }

    @Test
    void flagsStayAndNewMailIsMarkedAsSeenByAReader() throws Exception {
        file("cur/a:2,FS", 3);
        file("new/b", 2);
        file("new/c", 1);
        BitSet deleted = new BitSet();
        deleted.set(2);
        assertThat(open().finish(deleted)).isZero();
        assertThat(FileCalls.list(maildir.resolve("cur").toString())).containsExactlyInAnyOrder("a:2,FS", "b:2,");
        assertThat(maildir.resolve("new")).isEmptyDirectory();
    }

    @Test
    void aMessageThatAnotherReaderFlaggedMeanwhileIsFound() throws Exception {
        file("new/a", 2);
        file("cur/b:2,", 1);
        MaildirDrop drop = open();
        Files.move(maildir.resolve("new/a"), maildir.resolve("cur/a:2,S"));
        Files.move(maildir.resolve("cur/b:2,"), maildir.resolve("cur/b:2,F"));
        assertThat(read(drop, 0)).isEqualTo("text of new/a\n");
        assertThat(read(drop, 1)).isEqualTo("text of cur/b:2,\n");
        assertThat(drop.finish(all(2))).isZero();
        assertThat(maildir.resolve("cur")).isEmptyDirectory();
    }

    @Test
    void whatCannotBeRemovedIsCounted() throws Exception {
        file("new/a", 2);
        file("new/b", 1);
        MaildirDrop drop = open();
        Files.delete(maildir.resolve("new/a"));
        assertThatThrownBy(() -> drop.open(0)).isInstanceOf(IOException.class);
        assertThat(drop.finish(all(2))).isEqualTo(1);
    }

    @Test
    void oddNamesGetAUidThatTheProtocolCanCarry() throws Exception {
        file("cur/a b:2,", 3);
        file("new/" + "x".repeat(70), 2);
        file("new/" + "y".repeat(71), 1);
        assertThat(uids())
                .satisfies(u -> assertThat(u.get(0)).matches("[0-9a-f]{64}"))
                .satisfies(u -> assertThat(u.get(1)).isEqualTo("x".repeat(70)))
                .satisfies(u -> assertThat(u.get(2)).matches("[0-9a-f]{64}"))
                .doesNotHaveDuplicates();
    }

    @Test
    void abandonedDeliveriesAreClearedAwayAfterThirtySixHours() throws Exception {
        file("tmp/old", 36 * 3600 + 1);
        Files.writeString(maildir.resolve("tmp/young"), "x");
        Instant begun = NOW.minusSeconds(36 * 3600).truncatedTo(ChronoUnit.SECONDS);
        FileCalls.times(maildir.resolve("tmp/young").toString(), begun, begun);
        file("tmp/.nfs", 36 * 3600 + 1);
        assertThat(uids()).isEmpty();
        assertThat(FileCalls.list(maildir.resolve("tmp").toString())).containsExactlyInAnyOrder("young", ".nfs");
    }

    @Test
    void aMailboxThatIsNoneIsSaid() throws Exception {
        assertThatThrownBy(() -> MaildirDrop.open(maildir + "/none", NOW, Manner.STANDARD))
                .hasMessage("this user has no $HOME/Maildir");
        Files.delete(maildir.resolve("cur"));
        assertThatThrownBy(this::open).hasMessage("unable to scan $HOME/Maildir");
    }
}
