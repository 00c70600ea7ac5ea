package eqmail.mbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import eqmail.bytes.Latin1;
import eqmail.fs.FaultyFolder;
import eqmail.fs.Folder;
import eqmail.fs.MemoryBody;
import eqmail.fs.RealFolder;
import eqmail.mail.Body;
import eqmail.posix.Errno;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MboxTest {
    private static final String HEADER = "From s@x Fri Jan 02 03:04:05 2026\nReturn-Path: <s@x>\n";
    private static final String OLD = "From old Thu Jan 01 00:00:00 1970\n\nold\n\n";

    @TempDir
    Path directory;

    private Folder home;
    private final Mbox mbox = new Mbox(Duration.ofSeconds(30));

    @BeforeEach
    void enterHome() throws IOException {
        home = RealFolder.open(directory.toString());
    }

    @AfterEach
    void leaveHome() {
        home.close();
    }

    @Test
    void appendsWithMarksAndAnEmptyLine() throws Exception {
        write("Mailbox", OLD);
        mbox.deliver(home, "./Mailbox", HEADER, MemoryBody.of("a: b\n\nFrom me\nlast"));
        assertThat(read("Mailbox")).isEqualTo(OLD + HEADER + "a: b\n\n>From me\nlast\n\n");
    }

    @Test
    void makesTheFileForItsOwnerAlone() throws Exception {
        mbox.deliver(home, "Mailbox", HEADER, MemoryBody.of("x\n"));
        assertThat((Integer) Files.getAttribute(directory.resolve("Mailbox"), "unix:mode") & 07777)
                .isEqualTo(0600);
    }

    @Test
    void followsALinkAndKeepsIt() throws Exception {
        Files.createSymbolicLink(directory.resolve("Mailbox"), Path.of("real"));
        mbox.deliver(home, "Mailbox", HEADER, MemoryBody.of("x\n"));
        assertThat(directory.resolve("Mailbox")).isSymbolicLink();
        assertThat(read("real")).isEqualTo(HEADER + "x\n\n");
    }

    @Test
    void saysWhyItCannotOpen() throws Exception {
        assertFails("none/mbox", "Unable to open none/mbox: file does not exist. (#4.2.1)");
        Files.createDirectory(directory.resolve("folder"));
        assertFails("./folder", "Unable to open ./folder: is a directory. (#4.2.1)");
    }

    @Test
    void putsNothingIntoWhatIsNoFile() throws Exception {
        new ProcessBuilder("mkfifo", directory.resolve("fifo").toString())
                .start()
                .waitFor();
        assertFails("fifo", "Unable to open fifo: device not configured. (#4.2.1)");
        assertFails("/dev/null", "Unable to write /dev/null: invalid argument. (#4.3.0)");
    }

    @Test
    void aMessageThatCannotBeReadIsTakenBack() throws Exception {
        write("Mailbox", OLD);
        Body broken = MemoryBody.broken("x".repeat(300_000), 200_000);
        assertThatExceptionOfType(MboxException.class)
                .isThrownBy(() -> mbox.deliver(home, "Mailbox", HEADER, broken))
                .matches(e -> e.text().equals("Unable to read message: input/output error. (#4.3.0)"));
        assertThat(read("Mailbox")).isEqualTo(OLD);
    }

    @ParameterizedTest
    @EnumSource(
            value = Errno.class,
            names = {"ENOSPC", "EIO", "EDQUOT", "EFBIG"})
    void aDiskThatFailsAtAnyStepLeavesTheFileAsItWas(Errno errno) throws Exception {
        for (String before : List.of("", OLD)) {
            for (int step = 0; ; step++) {
                write("Mailbox", before);
                FaultyFolder.Fault fault = new FaultyFolder.Fault(step, errno);
                boolean delivered = delivers(new FaultyFolder(home, fault));
                if (!fault.happened()) {
                    assertThat(delivered).isTrue();
                    assertThat(step).isGreaterThan(4);
                    break;
                }
                assertThat(delivered).as(fault.failed()).isFalse();
                assertThat(read("Mailbox")).as(fault.failed()).isEqualTo(before);
            }
        }
    }

    @Test
    void waitsForAnotherProgramOnlySoLong() throws Exception {
        for (String locker : List.of("fcntl.flock(f, fcntl.LOCK_EX)", "fcntl.lockf(f, fcntl.LOCK_EX)")) {
            write("Mailbox", OLD);
            Process other = python(locker);
            try {
                assertThat(other.inputReader().readLine()).isEqualTo("locked");
                assertThatExceptionOfType(MboxException.class)
                        .isThrownBy(() ->
                                new Mbox(Duration.ofSeconds(0)).deliver(home, "Mailbox", HEADER, MemoryBody.of("x")))
                        .matches(e -> e.text().equals("File has been locked for 0 seconds straight. (#4.3.0)"));
                assertThat(read("Mailbox")).isEqualTo(OLD);
            } finally {
                other.getOutputStream().close();
                other.waitFor();
            }
            assertThatNoException().isThrownBy(() -> mbox.deliver(home, "Mailbox", HEADER, MemoryBody.of("x")));
        }
    }

    @Test
    void parallelDeliveriesAndAnotherProgramNeverMix() throws Exception {
        String body = "line of a message\n".repeat(5000);
        Process other = new ProcessBuilder(
                        "sh",
                        "-c",
                        "for i in 1 2 3 4 5 6 7 8 9 10; do flock Mailbox sh -c 'printf \"From \" >>Mailbox;"
                                + " printf \"flocker\\n\\nshort\\n\\n\" >>Mailbox'; done")
                .directory(directory.toFile())
                .start();
        try (ExecutorService threads = Executors.newFixedThreadPool(50)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                String from = "From number" + i + "\n";
                running.add(threads.submit(() -> {
                    mbox.deliver(home, "Mailbox", from, MemoryBody.of(body));
                    return from;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
        assertThat(other.waitFor()).isZero();
        String[] messages = read("Mailbox").split("(?m)^From ", -1);
        assertThat(messages).hasSize(1 + 50 + 10);
        for (int i = 1; i < messages.length; i++) {
            assertThat(messages[i])
                    .matches(m -> m.equals("flocker\n\nshort\n\n")
                            || (m.matches("(?s)number\\d+\n.*") && m.endsWith("\n" + body + "\n")));
        }
    }

    private Process python(String lock) throws IOException {
        String script = "import fcntl, sys\nf = open('Mailbox', 'r+')\n" + lock
                + "\nprint('locked', flush=True)\nsys.stdin.read()\n";
        return new ProcessBuilder("python3", "-c", script)
                .directory(directory.toFile())
                .start();
    }

    private boolean delivers(Folder from) {
        try {
            mbox.deliver(from, "Mailbox", HEADER, MemoryBody.of("x".repeat(200_000)));
            return true;
        } catch (MboxException e) {
            return false;
        }
    }

    private void assertFails(String name, String text) {
        assertThatExceptionOfType(MboxException.class)
                .isThrownBy(() -> mbox.deliver(home, name, HEADER, MemoryBody.of("x\n")))
                .matches(e -> e.text().equals(text), text);
    }

    private String read(String name) throws IOException {
        return Latin1.string(Files.readAllBytes(directory.resolve(name)));
    }

    private void write(String name, String text) throws IOException {
        Files.write(directory.resolve(name), Latin1.bytes(text));
    }
}
