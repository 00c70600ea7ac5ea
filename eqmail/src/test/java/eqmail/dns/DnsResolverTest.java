package eqmail.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import testkit.FakeDnsServer;

class DnsResolverTest {
    private FakeDnsServer server;
    private DnsResolver resolver;

    @BeforeEach
    void start() throws IOException {
        server = FakeDnsServer.start();
        resolver = resolver(server.address());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static DnsResolver resolver(InetSocketAddress... servers) {
        ResolvConf conf = new ResolvConf(List.of(servers), Duration.ofMillis(300), 1, false, false, false);
        return new DnsResolver(() -> conf, Duration.ofSeconds(20));
    }

    private static InetAddress ip(String text) {
        return InetAddress.ofLiteral(text);
    }

    @Test
    void givesEveryAddressOfAName() throws Exception {
        server.add("two.example", "A", "192.0.2.1").add("two.example", "A", "192.0.2.2");
        assertThat(resolver.a("two.example").records()).containsExactly(ip("192.0.2.1"), ip("192.0.2.2"));
    }

    @Test
    void givesIpv6AddressesAndIgnoresAFinalDot() throws Exception {
        server.add("six.example", "AAAA", "2001:db8::1");
        assertThat(resolver.aaaa("six.example.").records()).containsExactly(ip("2001:db8::1"));
    }

    @Test
    void givesExchangersWithTheirPreference() throws Exception {
        server.add("example.net", "MX", "20 b.example.net").add("example.net", "MX", "5 a.example.net");
        assertThat(resolver.mx("example.net").records())
                .containsExactly(new Exchanger(20, "b.example.net"), new Exchanger(5, "a.example.net"));
    }

    @Test
    void writesTheRootOfANullMxAsEmpty() throws Exception {
        server.add("none.example", "MX", "0 .");
        assertThat(resolver.mx("none.example").records()).containsExactly(new Exchanger(0, ""));
    }

    @Test
    void followsAliasesInsideAnAnswer() throws Exception {
        server.add("a.example", "CNAME", "b.example").add("b.example", "CNAME", "c.example");
        server.add("c.example", "A", "192.0.2.3");
        assertThat(resolver.a("a.example").records()).containsExactly(ip("192.0.2.3"));
    }

    @Test
    void asksForAnAliasTargetThatTheServerLeftOut() throws Exception {
        server.add("a.example", "CNAME", "b.example").add("b.example", "A", "192.0.2.3");
        server.twist(reply -> firstRecordOnly(reply));
        assertThat(resolver.a("a.example").records()).containsExactly(ip("192.0.2.3"));
    }

    @Test
    void failsOnALoopOfAliases() throws Exception {
        server.add("a.example", "CNAME", "b.example").add("b.example", "CNAME", "a.example");
        assertThat(resolver.a("a.example")).isInstanceOf(Answer.Failed.class);
        assertThat(server.questions()).hasSizeLessThanOrEqualTo(DnsResolver.MOST_ALIASES + 1);
    }

    @Test
    void failsOnALoopOfOne() throws Exception {
        server.add("a.example", "CNAME", "a.example");
        assertThat(resolver.a("a.example").records()).isEmpty();
    }

    @Test
    void givesOneStepOfAnAlias() throws Exception {
        server.add("a.example", "CNAME", "b.example").add("b.example", "CNAME", "c.example");
        assertThat(resolver.cname("a.example").records()).containsExactly("b.example");
    }

    @Test
    void escapesOddBytesOfNames() throws Exception {
        server.add("a.example", "CNAME", "b\r\nx.example");
        assertThat(resolver.cname("a.example").records()).containsExactly("b\\013\\010x.example");
    }

    @Test
    void tellsNoSuchNameFromNoData() throws Exception {
        server.exists("bare.example");
        assertThat(resolver.mx("nobody.example")).isInstanceOf(Answer.NoSuchName.class);
        assertThat(resolver.mx("bare.example")).isInstanceOf(Answer.NoData.class);
    }

    @Test
    void failsWhenTheServerFails() throws Exception {
        server.servfail("example.net");
        assertThat(resolver.mx("example.net")).isEqualTo(new Answer.Failed<>("SERVFAIL"));
    }

    @Test
    void failsWhenTheServerIsSilent() throws Exception {
        server.silent(true);
        assertThat(resolver.mx("example.net")).isInstanceOf(Answer.Failed.class);
    }

    @Test
    void failsWhenNobodyListens() throws Exception {
        server.close();
        assertThat(resolver.mx("example.net")).isInstanceOf(Answer.Failed.class);
    }

    @Test
    void failsOnRubbish() throws Exception {
        server.add("example.net", "A", "192.0.2.1");
        server.twist(reply -> Arrays.copyOf(reply, reply.length - 3));
        assertThat(resolver.a("example.net")).isInstanceOf(Answer.Failed.class);
    }

    @Test
    void ignoresAnAnswerToAnotherQuestion() throws Exception {
        server.add("example.net", "A", "192.0.2.1");
        server.twist(reply -> {
            reply[13] = 'f';
            return reply;
        });
        assertThat(resolver.a("example.net").records()).isEmpty();
    }

    @Test
    void asksTheNextServerWhenOneFailsOrIsSilent() throws Exception {
        try (FakeDnsServer failing = FakeDnsServer.start();
                FakeDnsServer silent = FakeDnsServer.start()) {
            failing.servfail("example.net");
            silent.silent(true);
            server.add("example.net", "A", "192.0.2.1");
            DnsResolver three = resolver(failing.address(), silent.address(), server.address());
            assertThat(three.a("example.net").records()).containsExactly(ip("192.0.2.1"));
        }
    }

    @Test
    void fetchesABigAnswerByTcp() throws Exception {
        for (int i = 0; i < 100; i++) {
            server.add("big.example", "MX", i + " averylonghostname" + i + ".example.net");
        }
        assertThat(resolver.mx("big.example").records()).hasSize(100);
    }

    @Test
    void takesANameThatCannotBeOneForNoName() throws Exception {
        assertThat(resolver.mx("x".repeat(64) + ".example")).isInstanceOf(Answer.NoSuchName.class);
        assertThat(resolver.mx("a..example")).isInstanceOf(Answer.NoSuchName.class);
        assertThat(resolver.mx("abcdefgh.".repeat(30))).isInstanceOf(Answer.NoSuchName.class);
        assertThat(server.questions()).isEmpty();
    }

    @Test
    void asksForEightBitNamesAsTheyAre() throws Exception {
        server.add("rel\u00e4y.x", "A", "192.0.2.1");
        assertThat(resolver.a("rel\u00e4y.x").records()).hasSize(1);
    }

    @Test
    void findsNamesOfAddresses() throws Exception {
        server.add("1.2.0.192.in-addr.arpa", "PTR", "host.example");
        assertThat(resolver.ptr(ip("192.0.2.1")).records()).containsExactly("host.example");
    }

    @Test
    void givesTexts() throws Exception {
        server.add("example.net", "TXT", "v=spf1 -all");
        assertThat(resolver.txt("example.net").records()).containsExactly("v=spf1 -all");
    }

    @Test
    void stopsWhenInterrupted() throws Exception {
        server.silent(true);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> resolver.mx("example.net")).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    /** Cuts everything after the first record, a name of the same length as the question's before it. */
    private static byte[] firstRecordOnly(byte[] reply) {
        if (reply[7] < 2) {
            return reply;
        }
        reply[7] = 1;
        int question = 12;
        while (reply[question] != 0) {
            question += reply[question] + 1;
        }
        int record = question + 5;
        while (reply[record] != 0) {
            record += reply[record] + 1;
        }
        int length = ((reply[record + 9] & 0xff) << 8) | (reply[record + 10] & 0xff);
        return Arrays.copyOf(reply, record + 11 + length);
    }
}
