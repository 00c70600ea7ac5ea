package eqmail.tcpserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TcpEnvironmentTest {
    private static final InetSocketAddress V4 = new InetSocketAddress("192.0.2.1", 25);
    private static final InetSocketAddress V6 = new InetSocketAddress(InetAddress.ofLiteral("2001:db8::1"), 1234);

    @Test
    void takesOffWhatAnEarlierServerLeft() {
        Map<String, String> environment = new HashMap<>();
        TcpEnvironment.put(environment, V6, V6);
        TcpEnvironment.name(environment, "REMOTEHOST", "old");
        TcpEnvironment.name(environment, "REMOTEINFO", "old");
        TcpEnvironment.name(environment, "LOCALHOST", "old");
        environment.put("PATH", "/bin");
        TcpEnvironment.put(environment, V4, V4);
        assertThat(environment)
                .isEqualTo(Map.of(
                        "PATH", "/bin",
                        "PROTO", "TCP",
                        "TCPLOCALIP", "192.0.2.1",
                        "TCPLOCALPORT", "25",
                        "TCPREMOTEIP", "192.0.2.1",
                        "TCPREMOTEPORT", "25"));
    }

    @Test
    void copiesNamesForIpv6() {
        Map<String, String> environment = TcpEnvironment.of(V6, V6);
        TcpEnvironment.name(environment, "REMOTEHOST", "host.example");
        assertThat(environment)
                .containsEntry("PROTO", "TCP6")
                .containsEntry("TCPREMOTEHOST", "host.example")
                .containsEntry("TCP6REMOTEHOST", "host.example")
                .containsEntry("TCP6REMOTEIP", "2001:db8::1")
                .doesNotContainKey("TCP6INTERFACE");
    }

    @Test
    void namesTheInterfaceOfALinkLocalAddressAndKeepsTheZoneOutOfIt() throws UnknownHostException {
        byte[] bytes = InetAddress.ofLiteral("fe80::7").getAddress();
        InetSocketAddress link = new InetSocketAddress(Inet6Address.getByAddress(null, bytes, 3), 25);
        assertThat(TcpEnvironment.of(link, link))
                .containsEntry("TCP6INTERFACE", "3")
                .containsEntry("TCPLOCALIP", "fe80::7")
                .containsEntry("TCPREMOTEIP", "fe80::7");
    }
}
