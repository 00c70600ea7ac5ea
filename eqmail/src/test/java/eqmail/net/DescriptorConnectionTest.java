package eqmail.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.bytes.Latin1;
import eqmail.posix.Pipe;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DescriptorConnectionTest {
    @Test
    void readsOneDescriptorAndWritesTheOther() throws IOException {
        try (Pipe in = Pipe.create();
                Pipe out = Pipe.create();
                DescriptorConnection connection = new DescriptorConnection(in.read(), out.write())) {
            in.write().writeAll(Latin1.bytes("hello"));
            byte[] got = new byte[10];
            assertThat(connection.input().read(got)).isEqualTo(5);
            connection.output().write(got, 0, 5);
            assertThat(out.read().read(got, 5, 5)).isEqualTo(5);
            assertThat(Latin1.string(got)).isEqualTo("hellohello");
        }
    }

    @Test
    void aSilentPeerIsToldFromAClosedOne() throws IOException {
        try (Pipe in = Pipe.create();
                Pipe out = Pipe.create();
                DescriptorConnection connection = new DescriptorConnection(in.read(), out.write())) {
            connection.timeout(Duration.ofMillis(1));
            assertThatThrownBy(() -> connection.input().read()).isInstanceOf(SocketTimeoutException.class);
            in.write().close();
            assertThat(connection.input().read()).isEqualTo(-1);
        }
    }

    @Test
    void aPeerThatTakesNothingRunsIntoTheLimit() throws IOException {
        try (Pipe in = Pipe.create();
                Pipe out = Pipe.create();
                DescriptorConnection connection = new DescriptorConnection(in.read(), out.write())) {
            connection.timeout(Duration.ofMillis(1));
            byte[] much = new byte[1 << 20];
            assertThatThrownBy(() -> connection.output().write(much)).isInstanceOf(SocketTimeoutException.class);
        }
    }
}
