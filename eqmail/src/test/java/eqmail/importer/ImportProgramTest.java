package eqmail.importer;

import static eqmail.importer.OldHome.BIRTH;
import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.delivery.Channel;
import eqmail.fs.RealDisk;
import eqmail.mail.MessageId;
import eqmail.posix.Descriptor;
import eqmail.posix.Locks;
import eqmail.posix.OpenFlag;
import eqmail.spool.Recipient;
import eqmail.spool.SegmentSpool;
import eqmail.spool.SpoolSettings;
import eqmail.spool.Stored;
import eqmail.spool.Summary;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImportProgramTest {
    /** A test need not fill segments of 64 MiB with zeros. */
    private static final SpoolSettings SMALL = SpoolSettings.defaults().withSegments(1 << 20, 1 << 20);

    @TempDir
    Path dir;

    private Path home;
    private boolean terminal;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    @BeforeEach
    void makeHome() throws IOException {
        home = Files.createDirectory(dir.resolve("new"));
    }

    private int run(String... args) throws IOException {
        out.reset();
        errors.reset();
        return new ImportProgram(home, SMALL, out, errors, terminal).run(List.of(args));
    }

    private String said() {
        return Latin1.string(out.toByteArray());
    }

    private String complaints() {
        return Latin1.string(errors.toByteArray());
    }

    private SegmentSpool open() throws IOException {
        return SegmentSpool.open(
                new RealDisk(),
                home.resolve("spool/log"),
                SpoolSettings.defaults(),
                line -> {},
                () -> 7,
                System::nanoTime);
    }

    /** Shows every queued message, with what the spool knows without reading it. */
    private void look(Consumer<List<Stored>> at) throws IOException {
        try (SegmentSpool spool = open()) {
            List<Stored> all = new ArrayList<>();
            List<MessageId> ids = new ArrayList<>();
            spool.forEach(summary -> ids.add(summary.id()));
            for (MessageId id : ids) {
                all.add(spool.load(id));
            }
            at.accept(all);
        }
    }

    private static String text(Stored message) {
        try (InputStream in = message.body().open()) {
            return Latin1.string(in.readAllBytes());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {23, 1, 0, 199})
    void bringsWhatWaitsWithItsWholeState(int split) throws IOException {
        new OldHome(dir.resolve("old"), split)
                .waiting(
                        4711,
                        "Received: x\nSubject: a\n\nb\377\n",
                        "s@example.org",
                        "Tme@here\0Dyou@here\0",
                        "Tfar@away\0")
                .put("bounce", 4711, "<you@here>:\nno\n\n", BIRTH.plusSeconds(5));
        assertThat(run(dir.resolve("old").toString())).as(complaints()).isZero();
        look(all -> {
            Stored message = all.getFirst();
            assertThat(all).hasSize(1);
            assertThat(text(message)).isEqualTo("Received: x\nSubject: a\n\nb\377\n");
            assertThat(message.envelope().sender()).isEqualTo("s@example.org");
            assertThat(message.birth()).isEqualTo(BIRTH);
            assertThat(message.routed()).isTrue();
            assertThat(message.routing())
                    .containsExactly(
                            new Recipient(Channel.LOCAL, "me@here", false),
                            new Recipient(Channel.LOCAL, "you@here", true),
                            new Recipient(Channel.REMOTE, "far@away", false));
            assertThat(message.bounce()).isEqualTo("<you@here>:\nno\n\n");
        });
    }

    @Test
    void keepsTheTimesOfTheNextTries() throws IOException {
        new OldHome(dir.resolve("old"), 23).waiting(1, "t\n", "", "Tme@here\0", "Tfar@away\0");
        run(dir.resolve("old").toString());
        try (SegmentSpool spool = open()) {
            List<Summary> all = new ArrayList<>();
            spool.forEach(all::add);
            assertThat(all).hasSize(1);
            assertThat(all.getFirst().localDue()).isEqualTo(BIRTH.plusSeconds(100));
            assertThat(all.getFirst().remoteDue()).isEqualTo(BIRTH.plusSeconds(400));
        }
    }

    @Test
    void bringsWhatWasNotPreprocessedYetAsNew() throws IOException {
        new OldHome(dir.resolve("old"), 23)
                .put("mess", 5, "t\n", BIRTH)
                .put("todo", 5, "u1001\0p99\0Fs@example.org\0Ta@here\0Tb@away\0", BIRTH)
                // Preprocessing was cut short.
                .put("info", 5, "Fs@exa", BIRTH);
        assertThat(run(dir.resolve("old").toString())).as(complaints()).isZero();
        look(all -> {
            assertThat(all).hasSize(1);
            assertThat(all.getFirst().routed()).isFalse();
            assertThat(all.getFirst().envelope().recipients()).containsExactly("a@here", "b@away");
            assertThat(all.getFirst().uid()).isEqualTo(1001);
        });
    }

    @Test
    void leavesWhatWasNeverAccepted() throws IOException {
        new OldHome(dir.resolve("old"), 23)
                .put("mess", 5, "half", BIRTH)
                .put("mess", 6, "t\n", BIRTH)
                .put("intd", 6, "u1\0p2\0Fx\0", BIRTH)
                .put("pid", 7, "", BIRTH);
        assertThat(run(dir.resolve("old").toString())).isZero();
        look(all -> assertThat(all).isEmpty());
        assertThat(said())
                .contains("brought 0 messages; 0 were here already, 0 could not be read, 2 were never accepted");
    }

    @Test
    void bringsNothingTwice() throws IOException {
        OldHome old = new OldHome(dir.resolve("old"), 23).waiting(1, "a\n", "", "Tme@here\0", "");
        run(old.home.toString());
        old.waiting(2, "b\n", "", "Tme@here\0", "");
        assertThat(run(old.home.toString())).isZero();
        assertThat(said()).contains("brought 1 messages; 1 were here already");
        look(all -> assertThat(all).extracting(ImportProgramTest::text).containsExactly("a\n", "b\n"));
    }

    @Test
    void goesOnWhereItWasCutOff() throws IOException {
        OldHome old = new OldHome(dir.resolve("old"), 23).waiting(1, "a\n", "", "Tme@here\0Dyou@here\0", "");
        run(old.home.toString());
        Path journal = home.resolve("spool/imported");
        String whole = Files.readString(journal);
        String begun = whole.substring(0, whole.indexOf("done"));
        // Killed after the message was queued; then before it, with a line half-written.
        Files.writeString(journal, begun);
        assertThat(run(old.home.toString())).isZero();
        look(all -> assertThat(all).hasSize(1));
        Files.writeString(journal, begun.replaceAll("[0-9]+\n$", "999999\n") + "do");
        assertThat(run(old.home.toString())).isZero();
        look(all -> assertThat(all).hasSize(2).allMatch(Stored::routed));
    }

    @Test
    void tellsWhichMessagesCannotBeReadAndBringsTheOthers() throws IOException {
        new OldHome(dir.resolve("old"), 23)
                .waiting(1, "a\n", "", "Xme@here\0", "")
                .waiting(2, "b\n", "", "Tme@here\0", "")
                .put("info", 3, "Fx\0", BIRTH)
                .waiting(4, "d\n", "", "Tme@her", "");
        assertThat(run(dir.resolve("old").toString())).isEqualTo(1);
        assertThat(complaints())
                .contains("message 1 stays where it is: unknown record type in ")
                .contains("message 3 stays where it is: ")
                .contains("message 4 stays where it is: ")
                .contains("ends in the middle of a record");
        look(all -> assertThat(all).extracting(ImportProgramTest::text).containsExactly("b\n"));
    }

    @Test
    void messagesWithABounceAloneAreOwedTheBounce() throws IOException {
        new OldHome(dir.resolve("old"), 23)
                .waiting(1, "a\n", "s@example.org", "", "")
                .put("bounce", 1, "<you@here>:\nno\n\n", BIRTH);
        assertThat(run(dir.resolve("old").toString())).as(complaints()).isZero();
        look(all -> {
            assertThat(all).hasSize(1);
            assertThat(all.getFirst().routed()).isTrue();
            assertThat(all.getFirst().routing()).isEmpty();
            assertThat(all.getFirst().bounce()).isEqualTo("<you@here>:\nno\n\n");
        });
    }

    @Test
    void whatHasLostItsEnvelopeIsNotTakenForDone() throws IOException {
        new OldHome(dir.resolve("old"), 23)
                .put("mess", 1, "a\n", BIRTH)
                .put("todo", 1, "", BIRTH)
                .waiting(2, "b\n", "", "Tme@here\0", "")
                .put("remote", 2, "", BIRTH)
                .put("mess", 3, "c\n", BIRTH)
                .put("info", 3, "", BIRTH);
        assertThat(run("-n", dir.resolve("old").toString())).isEqualTo(1);
        assertThat(said()).contains("would bring 0 messages; 0 are here already, 3 cannot be read");
        assertThat(run(dir.resolve("old").toString())).isEqualTo(1);
        assertThat(complaints())
                .contains("message 1 stays where it is: no sender in ")
                .contains("message 2 stays where it is: ")
                .contains("/remote/2/2 is empty")
                .contains("message 3 stays where it is: unknown record type in ");
        look(all -> assertThat(all).isEmpty());
    }

    @Test
    void oneNumberInTwoPlacesIsLeftToPeople() throws IOException {
        OldHome old = new OldHome(dir.resolve("old"), 23).waiting(1, "a\n", "", "Tme@here\0", "");
        Files.writeString(
                Files.createDirectories(old.home.resolve("queue/mess/7")).resolve("1"), "another\n");
        assertThat(run(old.home.toString())).isEqualTo(1);
        assertThat(complaints()).contains("message 1 stays where it is: two files of this number in one part of ");
    }

    @Test
    void aQueueThatLacksAPartOrCannotBeSeenIsNotEmpty() throws IOException {
        OldHome old = new OldHome(dir.resolve("old"), 0).waiting(1, "a\n", "", "Tme@here\0", "");
        Files.createSymbolicLink(old.home.resolve("queue/info/2"), Path.of("/no/such/file"));
        assertThat(run(old.home.toString())).isEqualTo(111);
        assertThat(complaints()).contains("queue/info/2 is not a file that can be read");
        Files.delete(old.home.resolve("queue/info/2"));
        for (String part : List.of("local", "remote", "bounce")) {
            Files.move(old.home.resolve("queue/" + part), dir.resolve(part));
            assertThat(run(old.home.toString())).isEqualTo(111);
            assertThat(complaints()).contains("queue/" + part + ": file does not exist");
            Files.move(dir.resolve(part), old.home.resolve("queue/" + part));
        }
        assertThat(home.resolve("spool")).doesNotExist();
        assertThat(run(old.home.toString())).isZero();
    }

    @Test
    void aHomeThatWasUpgradedHasTwoQueues() throws IOException {
        OldHome old = new OldHome(dir.resolve("old"), 23).waiting(1, "a\n", "", "Tme@here\0", "");
        OldHome other = new OldHome(dir.resolve("other"), 0).waiting(2, "b\n", "", "Tme@here\0", "");
        Files.createDirectories(old.home.resolve("var"));
        Files.move(other.home.resolve("queue"), old.home.resolve("var/queue"));
        assertThat(run("-n", old.home.toString())).isZero();
        assertThat(said()).contains("would bring 2 messages");
        assertThat(run(old.home.toString())).isZero();
        look(all -> assertThat(all).extracting(ImportProgramTest::text).containsExactly("a\n", "b\n"));
    }

    @Test
    void aCutLineOfTheJournalNeverCounts() throws IOException {
        OldHome old = new OldHome(dir.resolve("old"), 23)
                .waiting(1, "a\n", "", "Tme@here\0", "")
                .waiting(2, "b\n", "", "Tme@here\0", "");
        run(old.home.toString());
        Path journal = home.resolve("spool/imported");
        String second = Files.readString(journal).lines().toList().get(2);
        String number = Files.readString(journal).lines().toList().getFirst().split(" ")[2];
        // Power was lost while the number of message 2 was written: what is there is the number of message 1.
        String first =
                Files.readString(journal).substring(0, Files.readString(journal).indexOf(second));
        Files.writeString(journal, first + second.substring(0, second.lastIndexOf(' ') + 1) + number);
        for (int i = 0; i < 2; i++) {
            assertThat(run(old.home.toString())).isZero();
        }
        Files.writeString(journal, "begin 9-9 \0\0\nbegin 9-9 99999999999999999999\n");
        assertThat(run(old.home.toString())).isZero();
        look(all ->
                assertThat(all).extracting(ImportProgramTest::text).containsExactly("a\n", "b\n", "b\n", "a\n", "b\n"));
    }

    @Test
    void aBarIsDrawnForATerminalOnly() throws IOException {
        OldHome old = new OldHome(dir.resolve("old"), 0);
        for (int id = 1; id <= ImportProgram.STEP * 2 + 1; id++) {
            old.waiting(id, "a\n", "", id == ImportProgram.STEP + 1 ? "X\0" : "Tme@here\0", "");
        }
        assertThat(run(old.home.toString())).isEqualTo(1);
        assertThat(complaints())
                .doesNotContain("[")
                .startsWith("eqmail: warning: ")
                .endsWith("\n");
        terminal = true;
        assertThat(run("-n", old.home.toString())).isEqualTo(1);
        assertThat(complaints()).doesNotContain("[");
        assertThat(run(old.home.toString())).isEqualTo(1);
        String[] lines = complaints().split("\n");
        assertThat(lines[0]).isEqualTo("\r[" + "#".repeat(19) + " ".repeat(21) + "] 100 of 201");
        assertThat(lines[1]).startsWith("eqmail: warning: message 101 stays where it is: ");
        assertThat(lines[2]).isEqualTo("\r[" + "#".repeat(39) + " ] 200 of 201\r[" + "#".repeat(40) + "] 201 of 201");
        assertThat(lines).hasSize(3);
    }

    @Test
    void whatIsQueuedMeanwhileComesToo() throws IOException {
        OldHome old = new OldHome(dir.resolve("old"), 23).waiting(1, "a\n", "", "Tme@here\0", "");
        OutputStream atTheFirstBar = new ByteArrayOutputStream() {
            @Override
            public void write(byte[] bar) throws IOException {
                if (size() == 0) {
                    old.waiting(2, "b\n", "", "Tme@here\0", "");
                }
                super.write(bar);
            }
        };
        assertThat(new ImportProgram(home, SMALL, out, atTheFirstBar, true).run(List.of(old.home.toString())))
                .isZero();
        assertThat(said()).contains("brought 2 messages; 0 were here", "note: 1 of them came while the others");
        look(all -> assertThat(all).extracting(ImportProgramTest::text).containsExactly("a\n", "b\n"));
    }

    @Test
    void aDryRunChangesNothing() throws IOException {
        OldHome old = new OldHome(dir.resolve("old"), 23).waiting(1, "a\n", "", "Tme@here\0", "");
        Files.writeString(old.home.resolve("control/me"), "h\n");
        assertThat(run("-n", old.home.toString())).isZero();
        assertThat(said()).contains("would copy control/me", "would bring 1 messages; 0 are here already");
        assertThat(home).isEmptyDirectory();
        home = dir.resolve("none");
        assertThat(run("-n", old.home.toString())).isZero();
        assertThat(home).doesNotExist();
    }

    @Test
    void bringsTheConfigurationAndKeepsWhatIsThere() throws IOException {
        OldHome old = new OldHome(dir.resolve("old"), 23);
        Files.writeString(old.home.resolve("control/me"), "old\n");
        Files.writeString(old.home.resolve("control/locals"), "old\n");
        Files.createDirectories(old.home.resolve("users"));
        Files.writeString(old.home.resolve("users/assign"), ".\n");
        Files.createDirectories(old.home.resolve("alias/Maildir/new"));
        Files.writeString(old.home.resolve("alias/.qmail-postmaster"), "&me\n");
        Files.writeString(old.home.resolve("alias/Maildir/new/1"), "mail\n");
        Files.createDirectories(home.resolve("control"));
        Files.writeString(home.resolve("control/me"), "new\n");
        assertThat(run(old.home.toString())).isZero();
        assertThat(home.resolve("control/me")).hasContent("new\n");
        assertThat(home.resolve("control/locals")).hasContent("old\n");
        assertThat(home.resolve("users/assign")).hasContent(".\n");
        assertThat(home.resolve("alias/.qmail-postmaster")).hasContent("&me\n");
        assertThat(home.resolve("alias/Maildir")).doesNotExist();
        assertThat(said()).contains("control/extdelimiter");
    }

    @Test
    void readsTheLayoutWithEtcAndVar() throws IOException {
        OldHome old = new OldHome(dir.resolve("x"), 23).waiting(1, "a\n", "", "Tme@here\0", "");
        Path newer = dir.resolve("newer");
        Files.createDirectories(newer.resolve("var"));
        Files.move(old.home.resolve("queue"), newer.resolve("var/queue"));
        Files.createDirectories(newer.resolve("etc"));
        Files.writeString(newer.resolve("etc/me"), "h\n");
        assertThat(run(newer.toString())).isZero();
        assertThat(home.resolve("control/me")).hasContent("h\n");
        look(all -> assertThat(all).hasSize(1));
    }

    @Test
    void bringsControlFilesOfEtcToTheirNewPlaceInTheSameHome() throws IOException {
        OldHome old = new OldHome(home, 23).waiting(1, "a\n", "", "Tme@here\0", "");
        Files.createDirectories(home.resolve("etc"));
        Files.writeString(home.resolve("etc/me"), "h\n");
        Files.writeString(home.resolve("etc/rcpthosts"), "h\n");
        Files.writeString(home.resolve("etc/qdkim.conf"), "DOSIGN=1\n");
        // Stopped after the first file, with the second one half there.
        Files.writeString(home.resolve("control/me"), "h\n");
        Files.writeString(home.resolve("control/rcpthosts.import"), "");
        assertThat(run(old.home.toString())).isZero();
        assertThat(home.resolve("control/rcpthosts")).hasContent("h\n");
        assertThat(home.resolve("control")).isDirectoryNotContaining("glob:**.{import,conf}");
        assertThat(home.resolve("etc/qdkim.conf")).hasContent("DOSIGN=1\n");
    }

    @Test
    void bringsKeysOfDkim() throws IOException {
        OldHome old = new OldHome(dir.resolve("old"), 23);
        Path keys = Files.createDirectories(old.home.resolve("etc/dkimkeys/example.org"));
        Files.writeString(keys.resolve("rsa.private_x"), "key\n");
        Files.createSymbolicLink(keys.resolve("default"), Path.of("rsa.private_x"));
        Files.writeString(old.home.resolve("etc/qdkim.conf"), "DOSIGN=1\n");
        Files.writeString(old.home.resolve("etc/other"), "x\n");
        assertThat(run(old.home.toString())).isZero();
        assertThat(home.resolve("etc/dkimkeys/example.org/default"))
                .isSymbolicLink()
                .hasContent("key\n");
        assertThat(home.resolve("etc/qdkim.conf")).hasContent("DOSIGN=1\n");
        assertThat(home.resolve("etc/other")).doesNotExist();
        assertThat(home.resolve("control/other")).doesNotExist();
    }

    @Test
    void followsLinksThatStandInTheHomeInsteadOfItsDirectories() throws IOException {
        OldHome old = new OldHome(dir.resolve("old"), 23).waiting(1, "a\n", "", "Tme@here\0", "");
        Files.writeString(old.home.resolve("control/me"), "h\n");
        for (String name : List.of("control", "queue")) {
            Files.move(old.home.resolve(name), dir.resolve(name));
            Files.createSymbolicLink(old.home.resolve(name), dir.resolve(name));
        }
        Files.createDirectories(home.resolve("control"));
        assertThat(run(old.home.toString())).isZero();
        assertThat(home.resolve("control/me")).hasContent("h\n");
        look(all -> assertThat(all).hasSize(1));
    }

    @Test
    void worksInPlace() throws IOException {
        OldHome old = new OldHome(home, 23).waiting(1, "a\n", "", "Tme@here\0", "");
        Files.writeString(old.home.resolve("control/me"), "h\n");
        assertThat(run(home.toString())).isZero();
        assertThat(said()).doesNotContain("copied");
        look(all -> assertThat(all).hasSize(1));
    }

    @Test
    void refusesWhileEitherServerRuns() throws IOException {
        OldHome old = new OldHome(dir.resolve("old"), 23).waiting(1, "a\n", "", "Tme@here\0", "");
        Path mutex = Files.createFile(old.home.resolve("queue/lock/sendmutex"));
        try (Descriptor held = Descriptor.open(mutex.toString(), OpenFlag.WRITE)) {
            assertThat(Locks.tryFlock(held)).isTrue();
            assertThat(run(old.home.toString())).isEqualTo(111);
            assertThat(complaints()).contains("qmail-send of " + old.home + " is running");
        }
        assertThat(run(old.home.toString())).isZero();
        try (SegmentSpool running = open()) {
            assertThat(running.count()).isOne();
            assertThat(run(old.home.toString())).isEqualTo(111);
            assertThat(complaints()).contains("the server of " + home + " is running");
        }
    }

    @Test
    void saysWhatIsNoQueue() throws IOException {
        assertThat(run(dir.toString())).isEqualTo(111);
        assertThat(complaints()).isEqualTo("eqmail: fatal: " + dir + "/queue/mess: file does not exist\n");
        assertThat(run()).isEqualTo(100);
        assertThat(run("-x", "y")).isEqualTo(100);
    }
}
