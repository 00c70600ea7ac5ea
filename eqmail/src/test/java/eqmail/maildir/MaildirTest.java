package eqmail.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eqmail.bytes.Latin1;
import eqmail.fs.FaultyFolder;
import eqmail.fs.Folder;
import eqmail.fs.MemoryBody;
import eqmail.fs.RealFolder;
import eqmail.mail.BodyForm;
import eqmail.maildir.MaildirException.Fault;
import eqmail.posix.Errno;
import eqmail.posix.PosixException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MaildirTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(1234567890));
    private static final String HEADER = "Return-Path: <s@x>\nDelivered-To: joe@h\n";

    @TempDir
    Path directory;

    private Folder home;
    private final Maildir maildir = new Maildir(new UniqueNames(CLOCK, 77, "host.example"));

    @BeforeEach
    void makeMaildir() throws IOException {
        for (String each : List.of("tmp", "new", "cur")) {
            Files.createDirectories(directory.resolve("Maildir").resolve(each));
        }
        home = RealFolder.open(directory.toString());
    }

    @AfterEach
    void leaveHome() {
        home.close();
    }

    @Test
    void putsTheMessageBehindItsHeaderIntoNew() throws Exception {
        String name = maildir.deliver(home, "./Maildir/", HEADER, MemoryBody.of("a: b\n\n.dot\nlast"));
        assertThat(name).isEqualTo("1234567890.P77Q1.host.example");
        assertThat(read("new/" + name)).isEqualTo(HEADER + "a: b\n\n.dot\nlast");
        assertThat(list("tmp")).isEmpty();
    }

    @Test
    void writesAWireBodyInUnixForm() throws Exception {
        String name = maildir.deliver(home, "Maildir/", "", MemoryBody.of("a: b\r\n\r\n..dot\r\n", BodyForm.WIRE));
        assertThat(read("new/" + name)).isEqualTo("a: b\n\n.dot\n");
    }

    @Test
    void carriesLargeMessagesAndHeadersWhole() throws Exception {
        String header = "X: " + "h".repeat(200_000) + "\n";
        String text = "\u00ff\0line\n".repeat(300_000);
        String name = maildir.deliver(home, "Maildir/", header, MemoryBody.of(text));
        assertThat(read("new/" + name)).isEqualTo(header + text);
    }

    @Test
    void takesAnotherNameWhenOneIsTaken() throws Exception {
        Files.createFile(directory.resolve("Maildir/tmp/1234567890.P77Q1.host.example"));
        Files.createFile(directory.resolve("Maildir/tmp/1234567890.P77Q2.host.example"));
        assertThat(maildir.deliver(home, "Maildir/", "", MemoryBody.of("x")))
                .isEqualTo("1234567890.P77Q3.host.example");
    }

    @Test
    void givesUpAfterThreeTakenNamesAndRemovesNoneOfThem() throws Exception {
        for (int i = 1; i <= 3; i++) {
            Files.createFile(directory.resolve("Maildir/tmp/1234567890.P77Q" + i + ".host.example"));
        }
        assertFails(Fault.TEMPORARY, MemoryBody.of("x"));
        assertThat(list("tmp")).hasSize(3);
    }

    @Test
    void neverReplacesAMessageThatHasTheName() throws Exception {
        Files.writeString(directory.resolve("Maildir/new/1234567890.P77Q1.host.example"), "first");
        assertFails(Fault.TEMPORARY, MemoryBody.of("second"));
        assertThat(read("new/1234567890.P77Q1.host.example")).isEqualTo("first");
        assertThat(list("tmp")).isEmpty();
    }

    @Test
    void leavesNothingOfAMessageThatCannotBeRead() throws Exception {
        assertFails(Fault.UNREADABLE_MESSAGE, MemoryBody.broken("x".repeat(100_000), 70_000));
        assertThat(list("tmp")).isEmpty();
        assertThat(list("new")).isEmpty();
    }

    @Test
    void tellsAMissingMaildirFromAnUnreachableOne() throws Exception {
        assertThatExceptionOfType(MaildirException.class)
                .isThrownBy(() -> maildir.deliver(home, "None/", HEADER, MemoryBody.of("x")))
                .matches(e -> e.text().equals("Unable to chdir to maildir. (#4.2.1)"));
        Folder away = new FaultyFolder(home, new FaultyFolder.Fault(0, Errno.EIO));
        assertThatExceptionOfType(MaildirException.class)
                .isThrownBy(() -> maildir.deliver(away, "Maildir/", HEADER, MemoryBody.of("x")))
                .matches(e -> e.text().equals("Temporary error on maildir delivery. (#4.3.0)"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Errno.class,
            names = {"ENOSPC", "EIO", "EDQUOT", "EROFS"})
    void aDiskThatFailsAtAnyStepLeavesNothingInNew(Errno errno) throws Exception {
        for (int step = 0; ; step++) {
            FaultyFolder.Fault fault = new FaultyFolder.Fault(step, errno);
            Folder faulty = new FaultyFolder(home, fault);
            boolean delivered = delivers(faulty, MemoryBody.of("x".repeat(200_000)));
            if (!fault.happened()) {
                assertThat(delivered).isTrue();
                assertThat(step).isGreaterThan(7);
                return;
            }
            boolean leftOver = fault.failed().equals("remove");
            assertThat(delivered).as(fault.failed()).isEqualTo(leftOver);
            assertThat(list("tmp")).as(fault.failed()).hasSize(leftOver ? 1 : 0);
            assertThat(list("new")).as(fault.failed()).hasSize(leftOver ? 1 : 0);
            empty("tmp");
            empty("new");
        }
    }

    @Test
    void parallelDeliveriesNeverShareAName() throws Exception {
        Set<String> names = new TreeSet<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
            List<Future<String>> running = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                String text = "message " + i + "\n";
                running.add(threads.submit(() -> maildir.deliver(home, "Maildir/", HEADER, MemoryBody.of(text))));
            }
            for (Future<String> each : running) {
                names.add(each.get());
            }
        }
        assertThat(names).hasSize(400);
        assertThat(list("new")).containsExactlyInAnyOrderElementsOf(names);
        assertThat(list("tmp")).isEmpty();
    }

    @Test
    void escapesWhatAFileNameCannotHold() {
        assertThat(new UniqueNames(CLOCK, 1, "a/b:c").next()).isEqualTo("1234567890.P1Q1.a\\057b\\072c");
        assertThat(new UniqueNames(CLOCK, 1, "h".repeat(64)).next()).isEqualTo("1234567890.P1Q1." + "h".repeat(63));
    }

    private boolean delivers(Folder from, eqmail.mail.Body body) {
        try {
            maildir.deliver(from, "Maildir/", HEADER, body);
            return true;
        } catch (MaildirException e) {
            return false;
        }
    }

    private void assertFails(Fault fault, eqmail.mail.Body body) {
        assertThatExceptionOfType(MaildirException.class)
                .isThrownBy(() -> maildir.deliver(home, "Maildir/", HEADER, body))
                .matches(e -> e.fault() == fault, fault.name());
    }

    private String read(String name) throws IOException {
        return Latin1.string(Files.readAllBytes(directory.resolve("Maildir").resolve(name)));
    }

    private List<String> list(String folder) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("Maildir").resolve(folder))) {
            return files.map(f -> f.getFileName().toString()).toList();
        }
    }

    private void empty(String folder) throws IOException, PosixException {
        for (String name : list(folder)) {
            home.remove("Maildir/" + folder + "/" + name);
        }
    }
}
