package eqmail.spf;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.dns.Answer;
import eqmail.dns.FakeResolver;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the suites leave out: limits at and past their edge, time, identities, and the order of what is asked. */
class SpfCheckerTest {
    private static final InetAddress CLIENT = InetAddress.ofLiteral("192.0.2.1");

    private final FakeResolver dns = new FakeResolver();
    private final AtomicLong nanos = new AtomicLong();
    private final SpfChecker checker =
            new SpfChecker(dns, nanos::get, InstantSource.fixed(Instant.ofEpochSecond(1234567890)), "mx.example.org");

    private void publish(String domain, String... texts) {
        dns.exists(domain).answer(domain + " TXT", new Answer.Found<>(Arrays.asList(texts), 60));
    }

    private SpfFinding mail(String sender) throws InterruptedException {
        return checker.mailFrom(CLIENT, "client.example.net", sender);
    }

    private static String terms(int count, String term) {
        return IntStream.range(0, count).mapToObj(i -> term.formatted(i)).collect(Collectors.joining(" "));
    }

    @Test
    void judgesTheEmptySenderByTheNameAtHelo() throws InterruptedException {
        publish("client.example.net", "v=spf1 ip4:192.0.2.0/28 -all");
        assertThat(mail("").result()).isEqualTo(SpfResult.PASS);
        assertThat(mail("").query().sender()).isEqualTo("postmaster@client.example.net");
        assertThat(checker.helo(CLIENT, "client.example.net").result()).isEqualTo(SpfResult.PASS);
        assertThat(checker.helo(InetAddress.ofLiteral("192.0.2.16"), "client.example.net")
                        .result())
                .isEqualTo(SpfResult.FAIL);
    }

    @ParameterizedTest
    @CsvSource({"joe", "joe@", "joe@localhost", "joe@[192.0.2.1]", "joe@a..b", "joe@.example"})
    void asksNothingWithoutADomain(String sender) throws InterruptedException {
        assertThat(mail(sender).result()).isEqualTo(SpfResult.NONE);
        assertThat(dns.questions()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"10, FAIL", "11, PERMERROR"})
    void countsTermsThatAsk(int count, SpfResult result) throws InterruptedException {
        IntStream.range(0, count).forEach(i -> dns.address("h" + i + ".example.com", "198.51.100.1"));
        publish("example.com", "v=spf1 " + terms(count, "a:h%d.example.com") + " ip4:1.2.3.4 -all");
        assertThat(mail("joe@example.com").result()).isEqualTo(result);
    }

    @ParameterizedTest
    @CsvSource({"2, FAIL", "3, PERMERROR"})
    void countsTermsThatLeadNowhere(int count, SpfResult result) throws InterruptedException {
        publish("example.com", "v=spf1 " + terms(count, "exists:h%d.example.com") + " -all");
        assertThat(mail("joe@example.com").result()).isEqualTo(result);
    }

    @Test
    void aNameThatCannotExistIsNotAskedForAndDoesNotCount() throws InterruptedException {
        publish(
                "example.com",
                "v=spf1 a:a..example.com exists:.example.com mx:" + "x".repeat(64) + ".example.com -all");
        assertThat(mail("joe@example.com").result()).isEqualTo(SpfResult.FAIL);
        assertThat(dns.questions()).containsExactly("example.com TXT");
    }

    @ParameterizedTest
    @CsvSource({"10, 9, PASS", "11, 9, PASS", "11, 10, PERMERROR", "10, 10, FAIL"})
    void looksAtTenExchangers(int count, int ours, SpfResult result) throws InterruptedException {
        String[] exchangers = new String[count];
        for (int i = 0; i < count; i++) {
            exchangers[count - 1 - i] = i + " mx" + i + ".example.com";
            dns.address("mx" + i + ".example.com", i == ours ? "192.0.2.1" : "198.51.100.1");
        }
        dns.mx("example.com", exchangers);
        publish("example.com", "v=spf1 mx -all");
        assertThat(mail("joe@example.com").result()).isEqualTo(result);
    }

    @ParameterizedTest
    @CsvSource({"9, PASS", "10, FAIL"})
    void looksAtTenNamesOfTheClient(int ours, SpfResult result) throws InterruptedException {
        List<String> names =
                IntStream.range(0, 11).mapToObj(i -> "n" + i + ".example.com").toList();
        dns.answer("192.0.2.1 PTR", new Answer.Found<>(names, 60));
        names.forEach(name -> dns.address(name, name.startsWith("n" + ours) ? "192.0.2.1" : "198.51.100.1"));
        if (ours == 10) {
            dns.address("n1.example.com", "198.51.100.1");
        }
        publish("example.com", "v=spf1 ptr:n" + ours + ".example.com -all");
        assertThat(mail("joe@example.com").result()).isEqualTo(result);
    }

    @Test
    void neverAsksForAHostOfANullExchanger() throws InterruptedException {
        dns.mx("example.com", "0 ");
        publish("example.com", "v=spf1 mx -all");
        assertThat(mail("joe@example.com").result()).isEqualTo(SpfResult.FAIL);
        assertThat(dns.questions()).containsExactly("example.com TXT", "example.com MX");
    }

    @Test
    void givesUpWhenAllQuestionsTogetherTakeTooLong() throws InterruptedException {
        publish("example.com", "v=spf1 a -all");
        dns.address("example.com", "192.0.2.1");
        SpfChecker slow = new SpfChecker(
                dns, () -> nanos.getAndAdd(SpfChecker.LIMIT.toNanos() / 2), InstantSource.fixed(Instant.EPOCH), "");
        assertThat(slow.mailFrom(CLIENT, "h", "joe@example.com").result()).isEqualTo(SpfResult.PASS);
        SpfChecker slower = new SpfChecker(
                dns,
                () -> nanos.getAndAdd(SpfChecker.LIMIT.plus(Duration.ofNanos(1)).toNanos() / 2 + 1),
                InstantSource.fixed(Instant.EPOCH),
                "");
        SpfFinding late = slower.mailFrom(CLIENT, "h", "joe@example.com");
        assertThat(late.result()).isEqualTo(SpfResult.TEMPERROR);
        assertThat(late.problem()).contains("slow");
    }

    @Test
    void aDeadNameServerIsATemperror() throws InterruptedException {
        dns.fails("example.com");
        assertThat(mail("joe@example.com").result()).isEqualTo(SpfResult.TEMPERROR);
        publish("example.org", "v=spf1 a:dead.example.org -all");
        dns.fails("dead.example.org");
        assertThat(mail("joe@example.org").result()).isEqualTo(SpfResult.TEMPERROR);
    }

    @Test
    void expandsEveryMacroOfAnExplanation() throws InterruptedException {
        publish("example.com", "v=spf1 -all exp=why.%{d}");
        publish("why.example.com", "%{s} %{l} %{o} %{d} %{i} %{p} %{v} %{h} %{c} %{r} %{t} %%%_%- %{d1r} %{S}");
        assertThat(mail("a+b@example.com").explanation())
                .hasValue("a+b@example.com a+b example.com example.com 192.0.2.1 unknown in-addr client.example.net"
                        + " 192.0.2.1 mx.example.org 1234567890 % %20 example a%2Bb%40example.com");
    }

    @ParameterizedTest
    @CsvSource({"163, true", "164, false"})
    void macrosMakeNoEndlessText(int times, boolean shown) throws InterruptedException {
        publish("example.com", "v=spf1 -all exp=why.example.com");
        publish("why.example.com", "%{l}".repeat(times));
        String sender = "x".repeat(100) + "@example.com";
        assertThat(mail(sender).explanation().isPresent()).isEqualTo(shown);
        assertThat(mail(sender).result()).isEqualTo(SpfResult.FAIL);
    }

    @Test
    void asksForABackslashAsForAnyOtherByte() throws InterruptedException {
        publish("example.com", "v=spf1 exists:%{l}.example.com -all");
        dns.address("a\\\\b.example.com", "127.0.0.2");
        assertThat(mail("a\\b@example.com").result()).isEqualTo(SpfResult.PASS);
    }

    @Test
    void writesTheHeaderField() throws InterruptedException {
        publish("example.com", "v=spf1 ip4:192.0.2.1 -all");
        assertThat(mail("joe@example.com").receivedSpf("mx.example.org"))
                .isEqualTo("Received-SPF: pass (mx.example.org: domain of joe@example.com permits 192.0.2.1)\n"
                        + "\treceiver=mx.example.org; client-ip=192.0.2.1; helo=client.example.net;\n"
                        + "\tenvelope-from=\"joe@example.com\"; identity=mailfrom; mechanism=\"ip4:192.0.2.1\"");
        assertThat(mail("joe@example.com").authenticationResults("mx.example.org"))
                .isEqualTo("Authentication-Results: mx.example.org;\n\tspf=pass"
                        + " (domain of joe@example.com permits 192.0.2.1) smtp.mailfrom=\"joe@example.com\"");
        publish("client.example.net", "v=spf1 foo");
        assertThat(checker.helo(InetAddress.ofLiteral("2001:db8::1"), "client.example.net")
                        .receivedSpf("r"))
                .isEqualTo("Received-SPF: permerror (r: record of the domain of client.example.net is unusable:"
                        + " cannot be understood: foo)\n"
                        + "\treceiver=r; client-ip=\"2001:db8::1\"; helo=client.example.net;\n"
                        + "\tenvelope-from=\"postmaster@client.example.net\"; identity=helo;"
                        + " problem=\"cannot be understood: foo\"");
    }
}
