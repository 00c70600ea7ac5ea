package eqmail.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TcpListenerTest {
    private static final InetSocketAddress V4 = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
    private static final InetSocketAddress V6 = new InetSocketAddress(InetAddress.ofLiteral("::1"), 0);

    @Test
    void givesConnectionsAsDescriptors() throws Exception {
        for (InetSocketAddress address : new InetSocketAddress[] {V4, V6}) {
            try (TcpListener listener = TcpListener.bind(address, 5);
                    Socket client =
                            new Socket(address.getAddress(), listener.address().getPort());
                    Descriptor socket = listener.accept()) {
                assertThat(listener.address().getAddress()).isEqualTo(address.getAddress());
                assertThat(SocketAddresses.peer(socket).orElseThrow()).isEqualTo(client.getLocalSocketAddress());
                TcpListener.noDelay(socket);
                TcpListener.dropIpOptions(socket);
                assertThat(socket.isNonBlocking()).isFalse();
                socket.writeAll(new byte[] {7});
                assertThat(client.getInputStream().read()).isEqualTo(7);
            }
        }
    }

    @Test
    void servesTheFamiliesItIsAskedFor() throws Exception {
        assertThat(reaches(TcpListener.Families.BOTH, V4)).isTrue();
        assertThat(reaches(TcpListener.Families.BOTH, V6)).isTrue();
        assertThat(reaches(TcpListener.Families.V4, V4)).isTrue();
        assertThat(reaches(TcpListener.Families.V4, V6)).isFalse();
        assertThat(reaches(TcpListener.Families.V6, V4)).isFalse();
        assertThat(reaches(TcpListener.Families.V6, V6)).isTrue();
    }

    @Test
    void showsAnIpv4PeerOfBothFamiliesAsIpv4() throws Exception {
        try (TcpListener listener = TcpListener.bindAll(TcpListener.Families.BOTH, 0, 5);
                Socket client = new Socket(V4.getAddress(), listener.address().getPort());
                Descriptor socket = listener.accept()) {
            assertThat(SocketAddresses.peer(socket).orElseThrow()).isEqualTo(client.getLocalSocketAddress());
        }
    }

    @Test
    void saysThatAnAddressIsTaken() throws Exception {
        try (TcpListener listener = TcpListener.bind(V4, 5)) {
            assertThatThrownBy(() -> TcpListener.bind(listener.address(), 5))
                    .isInstanceOf(PosixException.class)
                    .extracting(e -> ((PosixException) e).errno())
                    .isEqualTo(Errno.EADDRINUSE);
        }
    }

    @Test
    void stopsWaitingWhenItsVirtualThreadIsInterrupted() throws Exception {
        try (TcpListener listener = TcpListener.bind(V4, 5)) {
            CompletableFuture<Throwable> failure = new CompletableFuture<>();
            Thread waiting = Thread.ofVirtual().start(() -> {
                try (Descriptor unexpected = listener.accept()) {
                    failure.complete(new AssertionError(unexpected.toString()));
                } catch (Exception e) {
                    failure.complete(e);
                }
            });
            waiting.interrupt();
            assertThat(failure.get()).isInstanceOf(InterruptedIOException.class);
        }
    }

    private static boolean reaches(TcpListener.Families families, InetSocketAddress from) throws Exception {
        try (TcpListener listener = TcpListener.bindAll(families, 0, 5);
                Socket client = new Socket(from.getAddress(), listener.address().getPort())) {
            return client.isConnected();
        } catch (java.net.ConnectException refused) {
            return false;
        }
    }
}
