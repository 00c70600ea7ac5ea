package eqmail.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SocketAddressesTest {
    private static final int AF_INET = 2;

    /** A connected socket that Java does not know, as one that came by descriptor. */
    private static Descriptor connect(int port) throws PosixException {
        Descriptor socket = Descriptor.of((int) Syscall.SOCKET.run("", AF_INET, 1, 0));
        try (Arena arena = Arena.ofConfined()) {
            byte[] raw = {AF_INET, 0, (byte) (port >> 8), (byte) port, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0};
            MemorySegment address = arena.allocateFrom(ValueLayout.JAVA_BYTE, raw);
            socket.run(Syscall.CONNECT, address.address(), raw.length);
        }
        return socket;
    }

    private static ServerSocket server() throws IOException {
        return new ServerSocket(0, 5, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    }

    @Test
    void tellsBothEnds() throws IOException {
        try (ServerSocket server = server();
                Descriptor socket = connect(server.getLocalPort());
                Socket accepted = server.accept()) {
            assertThat(SocketAddresses.peer(socket)).contains((InetSocketAddress) accepted.getLocalSocketAddress());
            assertThat(SocketAddresses.local(socket)).contains((InetSocketAddress) accepted.getRemoteSocketAddress());
        }
    }

    @Test
    void tellsWhatHasNoInternetAddress() throws IOException {
        try (Pipe pipe = Pipe.create();
                UnixSocket left = UnixSocket.pair(false).getFirst()) {
            assertThat(SocketAddresses.peer(left.descriptor())).isEmpty();
            assertThatExceptionOfType(PosixException.class)
                    .isThrownBy(() -> SocketAddresses.peer(pipe.read()))
                    .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.ENOTSOCK));
        }
    }

    @Test
    void keepsTheTimeLimitsOfAnInheritedSocket() throws Exception {
        Duration limit = Duration.ofMillis(20);
        Streams.Task keep = () -> {
            try (ServerSocket server = server();
                    Descriptor socket = connect(server.getLocalPort());
                    Socket accepted = server.accept()) {
                assertThatExceptionOfType(SocketTimeoutException.class)
                        .isThrownBy(() -> socket.input(limit).read());
                assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> {
                    for (int i = 0; i < 1000; i++) {
                        socket.output(limit).write(new byte[1_000_000]);
                    }
                });
                accepted.getOutputStream().write('x');
                assertThat(socket.input(limit.multipliedBy(100)).read()).isEqualTo('x');
            }
        };
        Streams.onPlatformThread(keep);
        Streams.onVirtualThread(keep);
    }
}
