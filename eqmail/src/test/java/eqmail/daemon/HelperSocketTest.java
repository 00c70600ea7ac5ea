package eqmail.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HelperSocketTest {
    @TempDir
    Path folder;

    private UnixDomainSocketAddress address = UnixDomainSocketAddress.of("x");
    private final List<Duration> pauses = new ArrayList<>();

    @BeforeEach
    void choose() {
        address = UnixDomainSocketAddress.of(folder.resolve("helper"));
    }

    @Test
    void waitsForAHelperThatIsStartedAnew() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            HelperSocket socket = new HelperSocket(address, time -> {
                pauses.add(time);
                if (pauses.size() == HelperSocket.TRIES - 1) {
                    try {
                        server.bind(address);
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }
            });
            assertThat(socket.answers()).isFalse();
            try (SocketChannel channel = socket.open()) {
                assertThat(channel.isConnected()).isTrue();
            }
            assertThat(pauses).hasSize(HelperSocket.TRIES - 1).containsOnly(HelperSocket.BETWEEN);
            assertThat(socket.answers()).isTrue();
        }
    }

    @Test
    void givesUpWhenNoneComes() {
        HelperSocket socket = new HelperSocket(address, pauses::add);
        assertThatThrownBy(socket::open).isInstanceOf(IOException.class);
        assertThat(pauses).hasSize(HelperSocket.TRIES - 1);
    }

    @Test
    void doesNotWaitWhenTheServerStops() {
        HelperSocket socket = new HelperSocket(address, time -> {
            throw new InterruptedException();
        });
        assertThatThrownBy(socket::open).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
