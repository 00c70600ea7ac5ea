package eqmail.tcpserver;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.dns.Answer;
import eqmail.dns.FakeResolver;
import eqmail.dns.Resolver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TcpEnvTest {
    private final FakeResolver dns = new FakeResolver();
    private final Map<String, String> environment = new HashMap<>(Map.of("HOME", "/"));
    private Map<String, String> given = Map.of();
    private List<String> became = List.of();
    private Optional<InetSocketAddress> remote = end("192.0.2.7", 4321);

    private static Optional<InetSocketAddress> end(String address, int port) {
        return Optional.of(new InetSocketAddress(InetAddress.ofLiteral(address), port));
    }

    private final class Connection implements TcpEnv.Host {
        @Override
        public Optional<InetSocketAddress> local() {
            return end("192.0.2.1", 25);
        }

        @Override
        public Optional<InetSocketAddress> remote() {
            return remote;
        }

        @Override
        public Resolver resolver() {
            return dns;
        }

        @Override
        public void become(List<String> command, Map<String, String> variables) throws IOException {
            became = List.copyOf(command);
            given = Map.copyOf(variables);
            throw new IOException("the test's program cannot be run");
        }
    }

    private int run(String... args) throws InterruptedException {
        return new TcpEnv(List.of(args), environment, new Connection()).run();
    }

    @Test
    void describesBothEnds() throws Exception {
        dns.answer("192.0.2.7 PTR", new Answer.Found<>(List.of("Client.Example.NET"), 60));
        environment.put("TCPREMOTEINFO", "stale");
        environment.put("TCPLOCALHOST", "stale");
        assertThat(run("-R", "server", "arg")).isEqualTo(111);
        assertThat(became).containsExactly("server", "arg");
        assertThat(given)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "HOME", "/",
                        "PROTO", "TCP",
                        "TCPLOCALIP", "192.0.2.1",
                        "TCPLOCALPORT", "25",
                        "TCPREMOTEIP", "192.0.2.7",
                        "TCPREMOTEPORT", "4321",
                        "TCPREMOTEHOST", "client.example.net"));
    }

    @Test
    void marksANameThatCannotBeFoundNow() throws Exception {
        dns.fails("192.0.2.7");
        run("-R", "server");
        assertThat(given).containsEntry("TCPREMOTEHOST", "softdnserror");
    }

    @Test
    void believesPROTOOfTcpOnly() throws Exception {
        environment.put("PROTO", "TCP");
        run("server");
        assertThat(given).isEqualTo(Map.of("HOME", "/", "PROTO", "TCP"));
        environment.put("PROTO", "UDP");
        run("-R", "server");
        assertThat(given).containsEntry("PROTO", "TCP").containsKey("TCPREMOTEIP");
    }

    @Test
    void runsNothingWithoutAConnection() throws Exception {
        remote = Optional.empty();
        assertThat(run("-R", "server")).isEqualTo(111);
        assertThat(became).isEmpty();
    }

    @Test
    void needsAProgram() throws Exception {
        assertThat(run("-R")).isEqualTo(111);
        assertThat(became).isEmpty();
    }
}
