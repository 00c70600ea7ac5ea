package eqmail.remote;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.dns.FakeResolver;
import eqmail.net.IpText;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MailExchangersTest {
    private static final String SOFT = "ZSorry, I couldn't find any host by that name. (#4.1.2)\n\0";
    private static final String NO_EXCHANGER = "DSorry, I couldn't find a mail exchanger or IP address. (#5.4.4)\n\0";
    private static final String NO_CONNECTION = "ZSorry, I wasn't able to establish an SMTP connection. (#4.4.1)\n\0";
    private static final String AMBIGUOUS = "DSorry. Although I'm listed as a best-preference MX or A for that host,\n"
            + "it isn't in my control/locals file, so I don't treat it as local. (#5.4.6)\n\0";

    private final FakeResolver dns = new FakeResolver();
    private final Set<InetAddress> own = new HashSet<>();

    private Way way(String host) throws InterruptedException {
        return new MailExchangers(dns, new Random(7)).to(host, own::contains);
    }

    /** Every group as its addresses; at the end what failure() says. */
    private static List<String> walk(Way way) throws InterruptedException {
        List<String> all = new ArrayList<>();
        for (List<Target> group = way.next(); !group.isEmpty(); group = way.next()) {
            all.add(String.join(" ", group.stream().map(Target::ip).toList()));
        }
        all.add(way.failure().records());
        return all;
    }

    private List<String> walk(String host) throws InterruptedException {
        return walk(way(host));
    }

    private void own(String address) {
        own.add(InetAddress.ofLiteral(address));
    }

    @Test
    void givesExchangersByPreference() throws Exception {
        dns.mx("example.net", "20 b.example", "5 a.example", "100 c.example");
        dns.address("a.example", "192.0.2.1").address("b.example", "192.0.2.2").address("c.example", "192.0.2.3");
        assertThat(walk("example.net")).containsExactly("192.0.2.1", "192.0.2.2", "192.0.2.3", NO_CONNECTION);
    }

    @Test
    void looksUpAGroupOnlyWhenItIsNeeded() throws Exception {
        dns.mx("example.net", "5 a.example", "20 b.example").address("a.example", "192.0.2.1");
        way("example.net").next();
        assertThat(dns.questions()).containsExactly("example.net MX", "a.example AAAA", "a.example A");
    }

    @Test
    void putsEqualExchangersInRandomOrder() throws Exception {
        dns.mx("example.net", "5 a.example", "5 b.example");
        dns.address("a.example", "192.0.2.1").address("b.example", "192.0.2.2");
        Random random = new Random(1);
        Set<String> orders = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            orders.add(walk(new MailExchangers(dns, random).to("example.net", own::contains))
                    .getFirst());
        }
        assertThat(orders).containsExactlyInAnyOrder("192.0.2.1 192.0.2.2", "192.0.2.2 192.0.2.1");
    }

    @Test
    void takesTheFamiliesOfAHostInTurn() throws Exception {
        dns.address("example.net", "192.0.2.1", "192.0.2.2", "192.0.2.3", "2001:db8::1", "2001:db8::2");
        assertThat(walk("example.net").getFirst()).isEqualTo("2001:db8::1 192.0.2.1 2001:db8::2 192.0.2.2 192.0.2.3");
    }

    @Test
    void keepsTheNameAnAddressWasFoundBy() throws Exception {
        dns.mx("example.net", "5 a.example").address("a.example", "192.0.2.1");
        assertThat(way("example.net").next())
                .containsExactly(new Target(InetAddress.ofLiteral("192.0.2.1"), 25, "a.example"));
    }

    @Test
    void takesTheHostItselfWithoutExchangers() throws Exception {
        dns.address("example.net", "192.0.2.1");
        assertThat(walk("example.net")).containsExactly("192.0.2.1", NO_CONNECTION);
    }

    @Test
    void refusesAHostThatDoesNotExist() throws Exception {
        assertThat(walk("ex\u00e4mple.net"))
                .containsExactly("DSorry, I couldn't find any host named ex?mple.net. (#5.1.2)\n\0");
    }

    @Test
    void refusesAHostWithoutAddresses() throws Exception {
        dns.exists("example.net");
        assertThat(walk("example.net"))
                .containsExactly("DSorry, I couldn't find any host named example.net. (#5.1.2)\n\0");
    }

    @Test
    void refusesExchangersWithoutAddresses() throws Exception {
        dns.mx("example.net", "5 a.example").exists("a.example");
        assertThat(walk("example.net")).containsExactly(NO_EXCHANGER);
    }

    @Test
    void defersWhenTheNameServerFails() throws Exception {
        dns.fails("example.net");
        assertThat(walk("example.net")).containsExactly(SOFT);
    }

    @Test
    void defersWhenAnExchangerCannotBeLookedUpAndNothingElseIsThere() throws Exception {
        dns.mx("example.net", "5 a.example", "6 b.example").fails("a.example");
        assertThat(walk("example.net")).containsExactly(SOFT);
    }

    @Test
    void goesOnPastAnExchangerThatCannotBeLookedUp() throws Exception {
        dns.mx("example.net", "5 a.example", "6 b.example").fails("a.example").address("b.example", "192.0.2.2");
        assertThat(walk("example.net")).containsExactly("192.0.2.2", NO_CONNECTION);
    }

    @Test
    void refusesADomainWithANullExchanger() throws Exception {
        dns.mx("example.net", "0 ");
        assertThat(walk("example.net"))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("D")
                .contains("null MX", "(#5.1.10)");
    }

    @Test
    void ignoresTheRootAmongExchangers() throws Exception {
        dns.mx("example.net", "0 ", "5 a.example").address("a.example", "192.0.2.1");
        assertThat(walk("example.net")).containsExactly("192.0.2.1", NO_CONNECTION);
    }

    @Test
    void refusesWhenWeAreTheBestExchanger() throws Exception {
        own("2001:db8::9");
        dns.mx("example.net", "5 us.example", "6 b.example").address("us.example", "192.0.2.3", "2001:db8::9");
        assertThat(walk("example.net")).containsExactly(AMBIGUOUS);
    }

    @Test
    void triesOnlyBetterExchangersThanOurselves() throws Exception {
        own("192.0.2.9");
        dns.mx("example.net", "5 a.example", "6 us.example", "6 c.example", "7 d.example");
        dns.address("a.example", "192.0.2.1").address("us.example", "192.0.2.9");
        dns.address("c.example", "192.0.2.3").address("d.example", "192.0.2.4");
        assertThat(walk("example.net")).containsExactly("192.0.2.1", NO_CONNECTION);
    }

    @Test
    void defersWhenABetterExchangerThanOurselvesIsInDoubt() throws Exception {
        own("192.0.2.9");
        dns.mx("example.net", "5 a.example", "6 us.example").fails("a.example").address("us.example", "192.0.2.9");
        assertThat(walk("example.net")).containsExactly(SOFT);
    }

    @Test
    void takesAddressLiteralsAsTheyAre() throws Exception {
        assertThat(walk("[192.0.2.1]")).containsExactly("192.0.2.1", NO_CONNECTION);
        assertThat(walk("192.0.2.257")).containsExactly("192.0.2.1", NO_CONNECTION);
        own("192.0.2.9");
        assertThat(walk("[192.0.2.9]")).containsExactly(AMBIGUOUS);
        assertThat(dns.questions()).isEmpty();
    }

    @Test
    void looksUpAddressesOnlyOfARelay() throws Exception {
        own("192.0.2.9");
        dns.mx("relay.example", "1 elsewhere.example").address("relay.example", "192.0.2.9", "2001:db8::1");
        Way way = new MailExchangers(dns, new Random(1)).to(new Relay("relay.example", 587, Optional.empty()));
        List<Target> group = way.next();
        assertThat(group.stream().map(target -> IpText.of(target.address()) + " " + target.port()))
                .containsExactly("2001:db8::1 587", "192.0.2.9 587");
        assertThat(way.next()).isEmpty();
    }

    @Test
    void takesRelayLiteralsOfBothFamilies() throws Exception {
        MailExchangers exchangers = new MailExchangers(dns, new Random(1));
        assertThat(walk(exchangers.to(new Relay("[::1]", 25, Optional.empty()))))
                .first()
                .isEqualTo("::1");
        assertThat(walk(exchangers.to(new Relay("::1", 25, Optional.empty()))))
                .first()
                .isEqualTo("::1");
        assertThat(walk(exchangers.to(new Relay("[127.0.0.1]", 25, Optional.empty()))))
                .first()
                .isEqualTo("127.0.0.1");
    }

    @Test
    void looksAtSoManyExchangersAndNoMore() throws Exception {
        String[] many = new String[60];
        for (int i = 0; i < many.length; i++) {
            many[i] = i + " mx" + i + ".example";
            dns.address("mx" + i + ".example", "192.0.2." + i);
        }
        dns.mx("example.net", many);
        assertThat(walk("example.net")).hasSize(51);
    }
}
