package eqmail.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import testkit.FakeDnsServer;

class ServerProbeTest {
    private static final int FLAGS = 3;
    private static final int AUTHENTICATED = 0x20;
    private static final int REFUSED = 5;

    private static ServerProbe.State ask(FakeDnsServer server, Duration within) throws InterruptedException {
        return ServerProbe.ask(server.address(), within);
    }

    @Test
    void seesWhatKindOfServerItIs() throws Exception {
        try (FakeDnsServer server = FakeDnsServer.start()) {
            Duration patient = Duration.ofMinutes(1);
            assertThat(ask(server, patient)).isEqualTo(ServerProbe.State.ANSWERS);
            server.twist(answer -> with(answer, answer[FLAGS] | AUTHENTICATED));
            assertThat(ask(server, patient)).isEqualTo(ServerProbe.State.VALIDATES);
            server.twist(answer -> with(answer, REFUSED));
            assertThat(ask(server, patient)).isEqualTo(ServerProbe.State.REFUSES);
            server.silent(true);
            assertThat(ask(server, Duration.ofMillis(50))).isEqualTo(ServerProbe.State.SILENT);
        }
    }

    private static byte[] with(byte[] answer, int flags) {
        byte[] changed = answer.clone();
        changed[FLAGS] = (byte) flags;
        return changed;
    }
}
