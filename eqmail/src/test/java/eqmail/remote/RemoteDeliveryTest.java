package eqmail.remote;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.dns.FakeResolver;
import eqmail.mail.Body;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RemoteDeliveryTest {
    private static final Body HELLO = new TextBody("hello\n");
    private static final String TAKEN = "r\0K%s accepted message.\nRemote host said: 250 taken\n\0";

    private final MemoryServer server = new MemoryServer();
    private final FakeResolver dns = new FakeResolver();

    private String deliver(RemoteSettings settings, String host, String sender, String recipient)
            throws InterruptedException {
        Surroundings world = Worlds.with(dns, server, Timeouts.none());
        return new RemoteDelivery(settings, world, Sessions.single())
                .deliver(host, sender, List.of(recipient), HELLO)
                .records();
    }

    private String deliver(RemoteSettings settings) throws InterruptedException {
        return deliver(settings, "example.net", "s@x.org", "r@example.net");
    }

    private static InetSocketAddress place(String address, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    }

    @Test
    void connectsToAnIpv6LiteralOfARoute() throws Exception {
        assertThat(deliver(Worlds.settings(":[::1]:2525"))).isEqualTo(String.format(TAKEN, "::1"));
        assertThat(server.dialled()).containsExactly(place("::1", 2525));
    }

    @Test
    void triesEveryAddressOfAHost() throws Exception {
        dns.address("example.net", "192.0.2.1", "192.0.2.2");
        server.down(true);
        assertThat(deliver(Worlds.settings()))
                .isEqualTo("ZSorry, I wasn't able to establish an SMTP connection. (#4.4.1)\n\0");
        assertThat(server.dialled()).containsExactlyInAnyOrder(place("192.0.2.1", 25), place("192.0.2.2", 25));
    }

    @Test
    void ignoresThatItIsUsWhenARouteSaysSo() throws Exception {
        dns.address("example.net", "192.0.2.99");
        assertThat(deliver(Worlds.settings())).contains("(#5.4.6)");
        assertThat(deliver(Worlds.settings(":192.0.2.99"))).contains("accepted message");
    }

    @Test
    void ignoresThatItIsUsWhenEveryRecipientWasAnAlias() throws Exception {
        dns.address("example.net", "192.0.2.99").cname("example.net", "real.example");
        assertThat(deliver(Worlds.settings())).contains("accepted message");
        assertThat(server.messages().getFirst()).contains("RCPT TO:<r@real.example>");
    }

    @Test
    void neverConnectsToTheUnspecifiedAddress() throws Exception {
        assertThat(deliver(Worlds.settings(), "[0.0.0.0]", "s@x.org", "r@[0.0.0.0]"))
                .isEqualTo("ZSorry, I wasn't able to establish an SMTP connection. (#4.4.1)\n\0");
        assertThat(server.dialled()).isEmpty();
    }

    @Test
    void refusesAddressesWithLineEnds() throws Exception {
        RemoteSettings route = Worlds.settings(":192.0.2.1");
        assertThat(deliver(route, "example.net", "s\nRCPT TO:<x>@x.org", "r@example.net"))
                .startsWith("D")
                .contains("(#5.1.7)");
        assertThat(deliver(route, "example.net", "s@x.org", "r\r@example.net"))
                .startsWith("D")
                .contains("(#5.1.3)");
        assertThat(server.dialled()).isEmpty();
    }

    @Test
    void goesOnWithTheNextGroupWhenAServerIsBusy() throws Exception {
        dns.mx("example.net", "1 a.example", "2 b.example").address("a.example", "192.0.2.1");
        dns.address("b.example", "192.0.2.2");
        List<String> order = new ArrayList<>();
        Dialer dialer = (remote, within) -> {
            order.add(remote.getAddress().getHostAddress());
            return order.size() == 1
                    ? new CutConnection("421 later\r\n", CutConnection.End.SILENT)
                    : server.connect(remote, within);
        };
        String records = new RemoteDelivery(
                        Worlds.settings(), Worlds.with(dns, dialer, Timeouts.none()), Sessions.single())
                .deliver("example.net", "", List.of("r@example.net"), HELLO)
                .records();
        assertThat(records).isEqualTo(String.format(TAKEN, "192.0.2.2"));
        assertThat(order).containsExactly("192.0.2.1", "192.0.2.2");
        assertThat(server.messages().getFirst()).startsWith("MAIL FROM:<>\n");
    }

    @Test
    void saysGoodbyeAfterASingleDelivery() throws Exception {
        deliver(Worlds.settings(":192.0.2.1"));
        assertThat(server.writes(0)).endsWith("QUIT\r\n");
        assertThat(server.open()).isZero();
    }

    @Test
    void sendsASmallMessageInThreeWritesWherePipeliningIsOffered() throws Exception {
        server.pipelining();
        deliver(Worlds.settings(":192.0.2.1"));
        assertThat(server.writes(0))
                .containsExactly(
                        "EHLO me.example\r\n",
                        "MAIL FROM:<s@x.org>\r\nRCPT TO:<r@example.net>\r\nDATA\r\n",
                        "hello\r\n.\r\n",
                        "QUIT\r\n");
    }
}
