package eqmail.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.bytes.Latin1;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class UnixSocketTest {
    @TempDir
    Path folder;

    private static byte[] bytes(String text) {
        return Latin1.bytes(text);
    }

    @Test
    void passesDescriptorsBesideBytes() throws Exception {
        Streams.Task pass = () -> {
            List<UnixSocket> pair = UnixSocket.pair(true);
            try (UnixSocket left = pair.get(0);
                    UnixSocket right = pair.get(1);
                    Pipe pipe = Pipe.create();
                    Descriptor memory = Descriptor.memory("passed")) {
                memory.writeAll(bytes("content"));
                left.send(bytes("two"), pipe.read(), memory);
                left.send(bytes("none"));
                try (UnixMessage two = right.receive(100).orElseThrow();
                        UnixMessage none = right.receive(100).orElseThrow()) {
                    assertThat(Latin1.string(two.bytes())).isEqualTo("two");
                    assertThat(two.descriptors()).hasSize(2);
                    assertThat(Latin1.string(none.bytes())).isEqualTo("none");
                    assertThat(none.descriptors()).isEmpty();
                    Streams.send(pipe.write(), "through the pipe");
                    assertThat(Streams.all(two.descriptors().get(0))).isEqualTo("through the pipe");
                    byte[] got = new byte[7];
                    assertThat(two.descriptors().get(1).readAt(0, got, 0, 7)).isEqualTo(7);
                    assertThat(Latin1.string(got)).isEqualTo("content");
                }
            }
        };
        Streams.onPlatformThread(pass);
        Streams.onVirtualThread(pass);
    }

    @Test
    void seesTheEndOfTheConnection() throws IOException {
        for (boolean packets : List.of(true, false)) {
            List<UnixSocket> pair = UnixSocket.pair(packets);
            pair.get(0).close();
            assertThat(pair.get(1).receive(10)).isEmpty();
            assertThatExceptionOfType(PosixException.class)
                    .isThrownBy(() -> pair.get(1).send(bytes("x")))
                    .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EPIPE));
            pair.get(1).close();
        }
    }

    @Test
    void refusesAMessageThatIsTooLargeAndKeepsNothingOfIt() throws IOException {
        List<UnixSocket> pair = UnixSocket.pair(true);
        try (UnixSocket left = pair.get(0);
                UnixSocket right = pair.get(1)) {
            int before = FileCalls.list("/proc/self/fd").size();
            left.send(new byte[11], Descriptor.of(0));
            assertThatThrownBy(() -> right.receive(10)).isInstanceOf(IOException.class);
            assertThat(FileCalls.list("/proc/self/fd")).hasSize(before);
            Descriptor[] many = new Descriptor[UnixSocket.MOST_DESCRIPTORS];
            Arrays.fill(many, left.descriptor());
            left.send(new byte[10], many);
            try (UnixMessage message = right.receive(10).orElseThrow()) {
                assertThat(message.descriptors()).hasSize(many.length);
            }
            assertThatThrownBy(() -> left.send(new byte[1], Arrays.copyOf(many, many.length + 1)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> left.send(new byte[0])).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void knowsWhoConnected() throws Exception {
        String path = folder + "/socket";
        Streams.Task know = () -> {
            try (UnixListener listener = UnixListener.at(path, 0666);
                    UnixSocket client = UnixSocket.connect(path);
                    UnixSocket server = listener.accept()) {
                int pid = (int) ProcessHandle.current().pid();
                PeerCredentials self = new PeerCredentials(pid, Credentials.effectiveUid(), Credentials.effectiveGid());
                assertThat(server.peer()).isEqualTo(self);
                assertThat(client.peer()).isEqualTo(self);
                assertThat(FileCalls.stat(path).orElseThrow().permissions()).isEqualTo(0666);
            }
            FileCalls.unlink(path);
        };
        Streams.onPlatformThread(know);
        Streams.onVirtualThread(know);
    }

    @Test
    void knowsAnotherUser() throws Exception {
        Root.required();
        FileCalls.mode(folder.toString(), 0755);
        String path = folder + "/socket";
        String connect = "import socket,sys; s=socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); s.recv(1)";
        Path python = Path.of("/usr/bin/python3");
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(python), "no python3 to connect with");
        try (UnixListener listener = UnixListener.at(path, 0666);
                Child child = Launch.of(python.toString(), "-c", connect, path)
                        .user(54_321, 54_322)
                        .start();
                UnixSocket server = listener.accept()) {
            assertThat(server.peer()).isEqualTo(new PeerCredentials(child.pid(), 54_321, 54_322));
        }
    }

    @Test
    void saysWhyThereIsNoConnection() throws IOException {
        String path = folder + "/socket";
        refused(() -> UnixSocket.connect(path), Errno.ENOENT);
        UnixListener.at(path, 0600).close();
        refused(() -> UnixSocket.connect(path), Errno.ECONNREFUSED);
        refused(() -> UnixListener.at(path, 0600), Errno.EADDRINUSE);
        refused(() -> UnixSocket.connect("/" + "x".repeat(107)), Errno.ENAMETOOLONG);
        refused(() -> UnixSocket.connect("/" + "x".repeat(106)), Errno.ENOENT);
    }

    private static void refused(Streams.Task task, Errno errno) {
        assertThatExceptionOfType(PosixException.class)
                .isThrownBy(task::run)
                .satisfies(e -> assertThat(e.errno()).isEqualTo(errno));
    }

    @Test
    void sendsMoreThanTheSocketHolds() throws Exception {
        List<UnixSocket> pair = UnixSocket.pair(false);
        byte[] much = new byte[1_000_000];
        new java.util.Random(3).nextBytes(much);
        CompletableFuture<byte[]> received = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try (UnixSocket right = pair.get(1)) {
                received.complete(right.descriptor().input().readAllBytes());
            } catch (IOException e) {
                received.completeExceptionally(e);
            }
        });
        Streams.onVirtualThread(() -> {
            try (UnixSocket left = pair.get(0)) {
                left.send(much);
            }
        });
        assertThat(received.get()).isEqualTo(much);
    }

    @Test
    @SuppressWarnings("try") // closed early, so that only the child has it
    void serveAsDescriptorsZeroAndOneOfAProgram() throws IOException {
        List<UnixSocket> pair = UnixSocket.pair(false);
        try (UnixSocket ours = pair.get(0);
                UnixSocket theirs = pair.get(1);
                Child child = Streams.shell("read x; echo got $x")
                        .descriptor(0, theirs.descriptor())
                        .descriptor(1, theirs.descriptor())
                        .start()) {
            theirs.close();
            ours.send(bytes("line\n"));
            assertThat(Streams.all(ours.descriptor())).isEqualTo("got line\n");
            assertThat(child.waitFor().ok()).isTrue();
        }
    }
}
