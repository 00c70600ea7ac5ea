package eqmail.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.bytes.Latin1;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DescriptorTest {
    private static final Duration SHORT = Duration.ofMillis(20);

    @TempDir
    Path folder;

    private String path(String name) {
        return folder + "/" + name;
    }

    private static Errno errnoOf(Streams.Task task) {
        try {
            task.run();
        } catch (PosixException e) {
            return e.errno();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("not refused");
    }

    @Test
    void readsBackWhatItWrote() throws IOException {
        try (Descriptor file = Descriptor.create(path("a"), 0600, OpenFlag.READ_WRITE, OpenFlag.EXCLUSIVE)) {
            file.writeAll(Latin1.bytes("hello\0\u00ff"));
            file.sync();
            file.syncData();
            byte[] got = new byte[10];
            assertThat(file.readAt(1, got, 2, 8)).isEqualTo(6);
            assertThat(Latin1.string(got, 2, 6)).isEqualTo("ello\0\u00ff");
            assertThat(file.position()).isEqualTo(7);
            file.seek(6);
            assertThat(file.read(got, 0, 10)).isEqualTo(1);
            assertThat(file.read(got, 0, 10)).isEqualTo(-1);
            file.truncate(2);
            assertThat(file.status().size()).isEqualTo(2);
        }
    }

    @Test
    void hereIsWhereTheProcessStands() throws IOException {
        Path relative = Path.of("").toAbsolutePath().relativize(folder.toAbsolutePath());
        try (Descriptor here = Descriptor.here()) {
            here.makeDirectoryAt(relative + "/a", 0700);
            here.makeDirectoryAt(path("b"), 0700);
        }
        assertThat(folder).isDirectoryContaining("glob:**/a").isDirectoryContaining("glob:**/b");
    }

    @Test
    void keepsEightBitNamesAsTheirBytes() throws IOException {
        Descriptor.create(path("\u00e9\u00ff\n"), 0600, OpenFlag.WRITE).close();
        assertThat(Streams.output(Streams.shell("cd \"$1\" && printf %s * | od -An -tx1", folder.toString()))
                        .strip())
                .isEqualTo("e9 ff 0a");
    }

    @Test
    void refusesNamesThatAreNoCStrings() {
        assertThatThrownBy(() -> Descriptor.open("a\0b", OpenFlag.READ)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Descriptor.open("\u20ac", OpenFlag.READ)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void saysWhatTheSystemSaid() throws IOException {
        assertThatExceptionOfType(PosixException.class)
                .isThrownBy(() -> Descriptor.open(path("none"), OpenFlag.READ))
                .satisfies(e -> {
                    assertThat(e.errno()).isEqualTo(Errno.ENOENT);
                    assertThat(e.call()).isEqualTo("open");
                    assertThat(e.subject()).isEqualTo(path("none"));
                    assertThat(e.temporary()).isFalse();
                });
        Descriptor.create(path("a"), 0600, OpenFlag.WRITE).close();
        Files.createSymbolicLink(folder.resolve("link"), Path.of("a"));
        assertThat(errnoOf(() -> Descriptor.create(path("a"), 0600, OpenFlag.WRITE, OpenFlag.EXCLUSIVE)))
                .isEqualTo(Errno.EEXIST);
        assertThat(errnoOf(() -> Descriptor.open(path("link"), OpenFlag.READ, OpenFlag.NO_FOLLOW)))
                .isEqualTo(Errno.ELOOP);
        assertThat(errnoOf(() -> Descriptor.open(path("a"), OpenFlag.READ, OpenFlag.DIRECTORY)))
                .isEqualTo(Errno.ENOTDIR);
    }

    @Test
    void opensBelowADirectory() throws IOException {
        try (Descriptor directory = Descriptor.open(folder.toString(), OpenFlag.READ, OpenFlag.DIRECTORY);
                Descriptor file = directory.createAt("x", 0640, OpenFlag.WRITE)) {
            directory.sync();
            assertThat(file.status().permissions() & 0600).isEqualTo(0600);
            assertThat(file.status().isFile()).isTrue();
            assertThat(directory.status().isDirectory()).isTrue();
            directory.openAt("x", OpenFlag.READ).close();
        }
    }

    @Test
    void opensFilesWithoutAName() throws IOException {
        try (Descriptor file = Descriptor.create(folder.toString(), 0600, OpenFlag.READ_WRITE, OpenFlag.UNNAMED);
                Descriptor memory = Descriptor.memory("test")) {
            file.writeAll(new byte[100_000]);
            memory.writeAll(new byte[100_000]);
            assertThat(file.status().links()).isZero();
            assertThat(file.status().size()).isEqualTo(100_000);
            assertThat(memory.status().size()).isEqualTo(100_000);
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void refusesEverythingAfterClose() throws IOException {
        Pipe pipe = Pipe.create();
        pipe.close();
        pipe.close();
        assertThat(errnoOf(() -> pipe.write().write(new byte[1], 0, 1))).isEqualTo(Errno.EBADF);
        assertThat(errnoOf(() -> pipe.read().input(SHORT).read())).isEqualTo(Errno.EBADF);
    }

    @Test
    void seesTheEndOfAPipe() throws IOException {
        try (Pipe pipe = Pipe.create()) {
            Streams.send(pipe.write(), "xyz");
            assertThat(Streams.all(pipe.read())).isEqualTo("xyz");
        }
        try (Pipe pipe = Pipe.create()) {
            pipe.read().close();
            assertThat(errnoOf(() -> pipe.write().write(new byte[1], 0, 1))).isEqualTo(Errno.EPIPE);
        }
    }

    @Test
    void givesUpAReadThatLastsTooLong() throws Exception {
        try (Pipe pipe = Pipe.create()) {
            Streams.Task read =
                    () -> assertThatThrownBy(() -> pipe.read().input(SHORT).read())
                            .isInstanceOf(SocketTimeoutException.class);
            Streams.onPlatformThread(read);
            Streams.onVirtualThread(read);
            assertThat(pipe.read().awaitInput(Duration.ZERO)).isFalse();
            pipe.write().writeAll(new byte[1]);
            assertThat(pipe.read().awaitInput(Duration.ZERO)).isTrue();
        }
    }

    @Test
    void givesUpAWriteThatLastsTooLong() throws Exception {
        try (Pipe pipe = Pipe.create()) {
            Streams.Task write =
                    () -> assertThatThrownBy(() -> pipe.write().output(SHORT).write(new byte[1_000_000]))
                            .isInstanceOf(SocketTimeoutException.class);
            Streams.onPlatformThread(write);
            Streams.onVirtualThread(write);
            pipe.write().nonBlocking(true);
            Streams.onPlatformThread(write);
            Streams.onVirtualThread(write);
        }
    }

    @Test
    void movesMuchThroughAPipeBetweenVirtualThreads() throws Exception {
        byte[] much = new byte[1_000_000];
        new java.util.Random(1).nextBytes(much);
        try (Pipe pipe = Pipe.create()) {
            Thread writer = Thread.ofVirtual().start(() -> {
                try (var out = pipe.write().output()) {
                    out.write(much);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            Streams.onVirtualThread(
                    () -> assertThat(pipe.read().input().readAllBytes()).isEqualTo(much));
            writer.join();
        }
    }

    @Test
    void readsFilesOnAVirtualThread() throws Exception {
        Files.writeString(folder.resolve("f"), "content");
        Streams.onVirtualThread(() -> assertThat(Streams.all(Descriptor.open(path("f"), OpenFlag.READ)))
                .isEqualTo("content"));
    }

    @Test
    void letsAnInterruptEndTheWaitOfAVirtualThread() throws Exception {
        try (Pipe pipe = Pipe.create()) {
            Streams.onVirtualThread(() -> {
                Thread.currentThread().interrupt();
                assertThatThrownBy(() -> pipe.read().input().read()).isInstanceOf(InterruptedIOException.class);
                assertThat(Thread.interrupted()).isTrue();
            });
        }
    }

    @Test
    void sharesThePositionWithADuplicate() throws IOException {
        try (Descriptor file = Descriptor.create(path("d"), 0600, OpenFlag.READ_WRITE);
                Descriptor second = file.duplicate()) {
            file.writeAll(new byte[3]);
            assertThat(second.position()).isEqualTo(3);
            second.mode(0604);
            assertThat(file.status().permissions()).isEqualTo(0604);
        }
    }
}
