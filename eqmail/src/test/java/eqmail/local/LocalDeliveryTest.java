package eqmail.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eqmail.fs.FaultyFolder;
import eqmail.fs.MemoryBody;
import eqmail.fs.RealFolder;
import eqmail.mail.Body;
import eqmail.mail.BodyForm;
import eqmail.mail.Envelope;
import eqmail.posix.Errno;
import eqmail.queue.FakeQueue;
import eqmail.queue.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalDeliveryTest {
    private static final String MESSAGE = "Subject: hello\n\nbody\n";
    private static final Duration LINGER = Duration.ofMillis(300);

    @TempDir
    Path directory;

    private Workshop workshop;

    @BeforeEach
    void openWorkshop() throws IOException {
        workshop = new Workshop(directory);
    }

    /** Exit code and report of an in-process delivery. */
    private record Result(int exit, String report) {}

    private Result deliver(LocalRequest request, Body body) throws IOException {
        try (Message message = new CopiedMessage(body);
                CollectedReport report =
                        new CollectedReport(Thread.ofPlatform().daemon().factory(), LINGER)) {
            int exit = workshop.delivery().deliver(request, message, report);
            return new Result(exit, report.finish());
        }
    }

    private Result deliver(String dotQmail) throws IOException {
        workshop.write(".qmail", dotQmail);
        return deliver(workshop.request("./Mailbox"), MemoryBody.of(MESSAGE));
    }

    @Test
    void keepsTheOrderOfItsOwnWordsAndThoseOfPrograms() throws IOException {
        assertThat(deliver("|echo one\n|echo two >&2\n|kill -9 $$\n"))
                .isEqualTo(new Result(111, "one\ntwo\nAack, child crashed. (#4.3.0)\n"));
        assertThat(deliver("|echo one\n|cat >copy\n")).isEqualTo(new Result(0, "one\ndid 0+0+2\n"));
    }

    @Test
    void givesEveryProgramTheMessageFromItsStart() throws IOException {
        workshop.write(".qmail", "|head -c 5 >one\n|cat >two\n");
        String large = "x: y\n\n" + "line\n".repeat(400_000);
        Body wire = MemoryBody.of(large.replace("\n", "\r\n"), BodyForm.WIRE);
        assertThat(deliver(workshop.request("./Mailbox"), wire).exit()).isZero();
        assertThat(workshop.read("one")).isEqualTo("x: y\n");
        assertThat(workshop.read("two")).isEqualTo(large);
    }

    @Test
    void programsStartInTheHomeWithNothingButTheirThreeDescriptors() throws IOException {
        assertThat(deliver("|pwd -P; ls /proc/self/fd | tr '\\n' ' '\n").report())
                .isEqualTo(workshop.home.toRealPath() + "\n0 1 2 3 did 0+0+1\n");
    }

    @Test
    void aProgramThatHangsIsKilledWithItsChildren() throws IOException {
        workshop.programs = new ShellPrograms(false, Duration.ofMillis(300));
        assertThat(deliver("&a@x\n|sleep 600 & echo $! >child; sleep 600\n"))
                .isEqualTo(new Result(111, "Timeout on program delivery. (#4.3.0)\n"));
        assertThat(workshop.queue.queued()).isEmpty();
        String child = workshop.read("child").strip();
        await().until(() -> List.of("", "Z").contains(state(child)));
    }

    @Test
    void aProgramThatFloodsIsCutOff() throws IOException {
        Result result = deliver("|yes flood\n");
        assertThat(result.exit()).isEqualTo(111);
        assertThat(result.report())
                .hasSize(2997)
                .startsWith("flood\nflood\n")
                .endsWith("\nError report too long, sorry.\n");
    }

    @Test
    void aProgramThatSaysMuchButEndsIsHeardOut() throws IOException {
        Result result = deliver("|head -c 1000000 /dev/zero | tr '\\0' a; echo done >ended\n");
        assertThat(result.exit()).isZero();
        assertThat(result.report()).hasSize(2997);
        assertThat(workshop.read("ended")).isEqualTo("done\n");
    }

    @Test
    void aProgramLeftInTheBackgroundHoldsTheReportOnlySoLong() throws IOException {
        Result result = deliver("|echo first; (sleep 600 & echo $! >child)\n./Mailbox\n");
        assertThat(result).isEqualTo(new Result(0, "first\ndid 1+0+1\n"));
        String child = workshop.read("child").strip();
        assertThat(state(child))
                .as("what a user leaves running is his business")
                .isEqualTo("S");
        new ProcessBuilder("kill", "-9", child).start();
    }

    @Test
    void bytesInNamesEnvironmentAndCommandsAreKept() throws IOException {
        writeBytes(".qmail-\u00e4\u00ff", "|printf '%s' \"$EXT\u00fc\" >\"file\u00f6\"\n./box\u00e9\n");
        Result result = deliver(workshop.request("-", "\u00e4\u00ff", "#"), MemoryBody.of(MESSAGE));
        assertThat(result).isEqualTo(new Result(0, "did 1+0+1\n"));
        assertThat(bytesOf("file\u00f6")).isEqualTo("\u00e4\u00ff\u00fc");
        assertThat(bytesOf("box\u00e9")).endsWith("body\n\n");
    }

    private void writeBytes(String name, String text) throws IOException {
        try (var home = RealFolder.open(workshop.home.toString());
                var file = home.create(name, 0600, eqmail.posix.OpenFlag.WRITE)) {
            file.write(eqmail.bytes.Latin1.bytes(text), 0, text.length());
        }
    }

    /** A file whose name java.nio may not be able to say. */
    private String bytesOf(String name) throws IOException {
        try (var home = RealFolder.open(workshop.home.toString());
                var file = home.open(name, eqmail.posix.OpenFlag.READ)) {
            byte[] bytes = new byte[1000];
            return eqmail.bytes.Latin1.string(bytes, 0, file.read(bytes, 0, bytes.length));
        }
    }

    @Test
    void forwardsToWhateverFormTheQueueWants() throws IOException {
        for (BodyForm queueForm : BodyForm.values()) {
            for (BodyForm bodyForm : BodyForm.values()) {
                workshop.queue = new FakeQueue(0, queueForm);
                workshop.write(".qmail", "&a@x\n");
                String text = "a: b\n\n.dot\nlast";
                Body body = MemoryBody.of(bodyForm == BodyForm.UNIX ? text : "a: b\r\n\r\n..dot\r\nlast", bodyForm);
                assertThat(deliver(workshop.request("#"), body)).isEqualTo(new Result(0, "did 0+1+0\nqp 4711\n"));
                String queued = "Delivered-To: joe@example.org\n" + text;
                assertThat(workshop.queue.queued())
                        .containsExactly(new FakeQueue.Queued(
                                queueForm == BodyForm.UNIX
                                        ? queued
                                        : "Delivered-To: joe@example.org\r\na: b\r\n\r\n..dot\r\nlast",
                                new Envelope("s@x.org", List.of("a@x"))));
            }
        }
        assertThat(workshop.queue.origins()).contains(Origin.user(1001));
    }

    @Test
    void aMessageThatCannotBeReadIsNotForwarded() throws IOException {
        workshop.write(".qmail", "&a@x\n");
        Body broken = MemoryBody.broken("a: b\n\n" + "x".repeat(100_000), 50_000);
        assertThat(deliver(workshop.request("#"), broken))
                .isEqualTo(new Result(111, "Unable to forward message: qq read error (#4.3.0).\n"));
        assertThat(workshop.queue.queued()).isEmpty();
    }

    @Test
    void stopsAt99ButSendsWhatWasCollected() throws IOException {
        assertThat(deliver("&a@x\n|exit 99\n./after\n&b@x\n")).isEqualTo(new Result(0, "did 0+1+1\nqp 4711\n"));
        assertThat(workshop.queue.queued().getFirst().envelope().recipients()).containsExactly("a@x");
        assertThat(workshop.home.resolve("after")).doesNotExist();
    }

    @Test
    void plusListForbidsFilesFromThereOn() throws IOException {
        assertThat(deliver("./before\n+list\n&a@x\n./after\n"))
                .isEqualTo(new Result(111, "Uh-oh: .qmail has file delivery but has x bit set. (#4.7.0)\n"));
        assertThat(workshop.home.resolve("before")).exists();
        assertThat(workshop.queue.queued()).isEmpty();
    }

    @Test
    void aLineWithNulIsTakenUpToIt() throws IOException {
        assertThat(deliver("./mb\0ox\n&a@x\0y\n+list\0\n|exit 1\n").report())
                .isEqualTo("Uh-oh: .qmail has prog delivery but has x bit set. (#4.7.0)\n");
        assertThat(workshop.home.resolve("mb")).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mkfifo .qmail-x", "mkdir .qmail-x", "ln -s /dev/null .qmail-x", "ln -s .qmail-x .qmail-x"})
    void whatIsNoFileIsPassedOver(String command) throws Exception {
        shell(command);
        workshop.write(".qmail-default", "./other\n");
        assertThat(deliver(workshop.request("-", "x", "#"), MemoryBody.of(MESSAGE))
                        .report())
                .isEqualTo("did 1+0+0\n");
        assertThat(workshop.home.resolve("other")).exists();
        shell("rm -rf .qmail-x");
    }

    @Test
    void followsALinkToAnotherFile() throws Exception {
        shell("echo ./linked >real; chmod 644 real; ln -s real .qmail-x");
        assertThat(deliver(workshop.request("-", "x", "#"), MemoryBody.of(MESSAGE))
                        .exit())
                .isZero();
        assertThat(workshop.home.resolve("linked")).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"EACCES", "EPERM", "EIO", "ENFILE", "ENOMEM"})
    void aFileThatCannotBeOpenedNowIsNotTakenForMissing(String errno) throws IOException {
        workshop.homes =
                path -> new FaultyFolder(RealFolder.open(path), new FaultyFolder.Fault(1, Errno.valueOf(errno)));
        assertThat(deliver("./Mailbox\n"))
                .isEqualTo(new Result(
                        111, "Unable to open .qmail: " + Errno.valueOf(errno).text() + ". (#4.3.0)\n"));
        assertThat(workshop.home.resolve("Mailbox")).doesNotExist();
    }

    @Test
    void aDotQmailThatBreaksOffIsNotFollowed() throws IOException {
        for (int step = 1; step < 6; step++) {
            int sound = step;
            workshop.homes = path -> new FaultyFolder(RealFolder.open(path), new FaultyFolder.Fault(sound, Errno.EIO));
            Result result = deliver("|echo ran\n");
            assertThat(result.exit()).as("step " + step).isEqualTo(111);
            assertThat(result.report()).doesNotContain("ran").contains("input/output error");
        }
    }

    @Test
    void anOwnerFileThatCannotBeLookedAtDefers() throws IOException {
        workshop.homes = path -> new FaultyFolder(RealFolder.open(path), new FaultyFolder.Fault(5, Errno.EIO));
        assertThat(deliver("&a@x\n"))
                .isEqualTo(new Result(111, "Unable to open .qmail-owner: input/output error. (#4.3.0)\n"));
    }

    @Test
    void anEndlessDotQmailIsRefused() throws IOException {
        workshop.write(".qmail", "#\n".repeat(DotQmail.LONGEST_FILE / 2));
        assertThat(deliver(workshop.request("#"), MemoryBody.of(MESSAGE)).exit())
                .isZero();
        workshop.write(".qmail", "#\n".repeat(DotQmail.LONGEST_FILE / 2) + "#");
        assertThat(deliver(workshop.request("#"), MemoryBody.of(MESSAGE)))
                .isEqualTo(new Result(111, "Unable to open .qmail: file too big. (#4.3.0)\n"));
    }

    @Test
    void extensionsCannotLeadOutOfTheHome() throws IOException {
        Files.createDirectory(workshop.home.resolve(".qmail-"));
        Files.writeString(directory.resolve("evil"), "./evil\n");
        assertThat(deliver(workshop.request("-", "/../../evil", "#"), MemoryBody.of(MESSAGE)))
                .isEqualTo(new Result(100, "Sorry, no mailbox here by that name. (#5.1.1)\n"));
    }

    @Test
    void anExtensionTooLongForAFileNameFallsToDefault() throws IOException {
        workshop.write(".qmail-default", "|printf %s ${#DEFAULT} >length\n");
        assertThat(deliver(workshop.request("-", "x".repeat(900), "#"), MemoryBody.of(MESSAGE))
                        .exit())
                .isZero();
        assertThat(workshop.read("length")).isEqualTo("900");
    }

    @Test
    void inheritedVariablesStayAndDefaultIsNotInvented() throws IOException {
        workshop.environment = Map.of("PATH", "/usr/bin:/bin", "DEFAULT", "inherited", "MINE", "kept");
        assertThat(deliver("|echo $DEFAULT $MINE $EXT2\n").report()).startsWith("inherited kept\n");
    }

    @Test
    void planLooksAtNoMessageAndWarnsOfASticky() throws IOException {
        Files.setAttribute(workshop.home, "unix:mode", 01755);
        workshop.write(".qmail", "./a\n");
        try (CollectedReport report = new CollectedReport(Thread.ofPlatform().factory(), LINGER)) {
            assertThat(workshop.delivery().plan(workshop.request("#"), report)).isZero();
            assertThat(report.finish()).isEqualTo("Warning: home directory is sticky.\nmbox ./a\ndid 1+0+0\n");
        }
        assertThat(workshop.home.resolve("a")).doesNotExist();
    }

    @Test
    void nothingIsLeftOpen() throws IOException {
        deliver("|true\n./Mailbox\n&a@x\n");
        long before = openDescriptors();
        for (int i = 0; i < 10; i++) {
            assertThat(deliver("|true\n./Mailbox\n&a@x\n").exit()).isZero();
            assertThat(deliver("|exit 1\n").exit()).isEqualTo(111);
            assertThat(deliver("./none/mbox\n").exit()).isEqualTo(111);
        }
        assertThat(openDescriptors()).isEqualTo(before);
    }

    private static long openDescriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    /** The kernel's letter for what a process does; empty when there is none. */
    private static String state(String pid) throws IOException {
        Path status = Path.of("/proc", pid, "stat");
        return Files.exists(status) ? Files.readString(status).replaceAll("(?s)^.*\\) (.).*", "$1") : "";
    }

    private void shell(String command) throws Exception {
        new ProcessBuilder("sh", "-c", command)
                .directory(workshop.home.toFile())
                .start()
                .waitFor();
    }
}
