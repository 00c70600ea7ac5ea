package eqmail.spf;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.dns.Answer;
import eqmail.dns.FakeResolver;
import java.net.InetAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import testkit.Fuzz;

/** Records, macros and senders of any bytes. */
@Timeout(600)
class SpfFuzzTest {
    private static final String[] RECORDS = {
        "v=spf1 a mx ip4:192.0.2.0/24 ip6:2001:db8::/32 -all",
        "v=spf1 include:other.example redirect=%{d2}.example exp=why.%{ir}.%{v}.%{d}",
        "v=spf1 ?exists:%{l1r+-}.%{o}.example ptr:other.example ~a:%{h}//64 mx:other.example/24//64 unknown=%{s}",
        "v=spf1 redirect=other.example",
        "V=SPF1 +all:"
    };
    private static final String[] TEXTS = {
        "%{s} is not one of %{o}'s %{c} %{r} %{t} %{p}",
        "%%%_%-%{L128R.-+,/_=}",
        "See http://why.example/?i=%{I}&s=%{S}"
    };
    private static final String[] SENDERS = {
        "joe@example.com", "", "a.b-c+d@other.example", "x@y@example.com", "@example.com"
    };

    /** Ten terms, each with at most one question and ten hosts, the record itself, and the names of the client. */
    private static final int MOST_QUESTIONS = 10 * 12 + 14;

    @Test
    void everyRecordIsReadOrAPermerror() {
        Fuzz.rounds(20_000, random -> {
            try {
                RecordReader.read("v=spf1 " + Fuzz.bent(random, RECORDS));
            } catch (Trouble unusable) {
                assertThat(unusable.result()).isEqualTo(SpfResult.PERMERROR);
            }
        });
    }

    @Test
    void everyMacroTextHasABoundedValue() {
        Fuzz.rounds(20_000, random -> {
            try {
                String value = Fuzz.noise(random, 300);
                String text = MacroString.explanation(Fuzz.bent(random, TEXTS)).expand(letter -> value);
                assertThat(text.length()).isLessThanOrEqualTo(MacroString.LONGEST);
            } catch (Trouble unusable) {
                assertThat(unusable.result()).isEqualTo(SpfResult.PERMERROR);
            }
        });
    }

    @Test
    void everyCheckEndsWithAnAnswerThatFitsAHeader() {
        Fuzz.rounds(5_000, random -> {
            FakeResolver dns = world(random);
            SpfChecker checker = new SpfChecker(dns, () -> 0, InstantSource.fixed(Instant.EPOCH), "mx.example.org");
            InetAddress ip = InetAddress.ofLiteral(random.nextBoolean() ? "192.0.2.1" : "2001:db8::1");
            String helo = Fuzz.bent(random, "other.example", "[192.0.2.1]");
            SpfFinding finding = checker.mailFrom(ip, helo, Fuzz.bent(random, SENDERS));
            assertThat(finding.explanation().orElse("")).matches("[ -~]*");
            String[] lines = finding.receivedSpf("mx.example.org").split("\n", -1);
            assertThat(lines).hasSize(3).allMatch(line -> line.length() <= 998 && line.matches("[\t -~]+"));
            assertThat(finding.authenticationResults("mx.example.org")).matches("[ -~]{1,998}\n\t[ -~]{1,997}");
            assertThat(dns.questions().size()).isLessThan(MOST_QUESTIONS);
        });
    }

    private static FakeResolver world(Random random) {
        FakeResolver dns = new FakeResolver();
        for (String name : List.of("example.com", "other.example", "example.com.example", "client.example")) {
            dns.address(name, "192.0.2.1", "2001:db8::1").mx(name, "1 other.example", "2 " + name);
            String text = random.nextInt(4) == 0 ? Fuzz.bent(random, TEXTS) : Fuzz.bent(random, RECORDS);
            dns.answer(name + " TXT", new Answer.Found<>(List.of(text), 60));
        }
        dns.answer("192.0.2.1 PTR", new Answer.Found<>(List.of("client.example", "example.com"), 60));
        return dns;
    }
}
