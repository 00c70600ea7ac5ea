package eqmail.spp.stock;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.dns.Answer;
import eqmail.spp.StockPlugin;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeloCheckTest {
    @TempDir
    private Path home;

    private Counter counter;
    private StockPlugin check;

    @BeforeEach
    void open() throws IOException {
        counter = new Counter(home);
        check = counter.plugin("helocheck");
    }

    private String ask(String helo) throws IOException, InterruptedException {
        return counter.says("SMTPHELOHOST=" + helo).line(check);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mail.example.net",
                "MAIL",
                "a_b.example",
                "mail.example.net.",
                "x1.2y",
                "mail.example.net ",
                "[192.0.2.9]",
                "[IPv6:2001:db8::1]",
                "[ipv6:::1:2]"
            })
    void takesNamesAndAddressesInBrackets(String helo) throws IOException, InterruptedException {
        assertThat(ask(helo)).isEmpty();
        assertThat(counter.dns.questions()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "a b",
                "a..b",
                ".a",
                "192.0.2.1",
                "12",
                "[192.0.2.1",
                "[x]",
                "a@b",
                "a/b",
                "h\u00e9lo",
                "x.123."
            })
    void refusesWhatIsNeither(String helo) throws IOException, InterruptedException {
        assertThat(ask(helo)).isEqualTo("E501 HELO needs the name of your host, or its address in brackets (#5.5.2)");
        counter.lay("spphelocheck", "syntax off\n");
        assertThat(ask(helo)).isEmpty();
    }

    @Test
    void knowsHowLongANameMayBe() throws IOException, InterruptedException {
        String label = "a".repeat(63);
        assertThat(ask(label + ".example")).isEmpty();
        assertThat(ask("a" + label + ".example")).startsWith("E501 ");
        assertThat(ask("b." + (label + ".").repeat(3) + "a".repeat(61))).isEmpty();
        assertThat(ask("b." + (label + ".").repeat(3) + "a".repeat(62))).startsWith("E501 ");
        assertThat(ask("a.".repeat(30_000))).startsWith("E501 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mx.example.org",
                "MX.Example.ORG.",
                "virtual.example",
                "localhost",
                "[198.51.100.25]",
                "[127.0.0.1]",
                "old.example"
            })
    void refusesOurOwnNamesFromOthers(String helo) throws IOException, InterruptedException {
        counter.lay("locals", "mx.example.org\nVirtual.example\n").lay("spphelocheck", "name Old.example\n");
        assertThat(ask(helo)).isEqualTo("E550 sorry, the name you gave at HELO is mine (#5.7.1)");
        counter.says("TCPREMOTEIP=198.51.100.25");
        assertThat(ask(helo)).as("from this host").isEmpty();
        counter.says("TCPREMOTEIP=127.0.0.1");
        assertThat(ask(helo)).as("from this host").isEmpty();
        counter.lay("spphelocheck", "own off\n").says("TCPREMOTEIP=192.0.2.1");
        assertThat(ask(helo)).isEmpty();
    }

    @Test
    void refusesShortNamesIfToldSo() throws IOException, InterruptedException {
        counter.lay("spphelocheck", "fqdn on\n");
        assertThat(ask("pc")).isEqualTo("E550 sorry, the name you gave at HELO is not a full one (#5.7.1)");
        assertThat(ask("pc.example")).isEmpty();
        assertThat(ask("[192.0.2.1]")).isEmpty();
    }

    @Test
    void refusesNamesThatDoNotExistIfToldSo() throws IOException, InterruptedException {
        counter.lay("spphelocheck", "dns on\n");
        counter.dns
                .address("six.example", "2001:db8::1")
                .mx("mx.example", "1 x.example")
                .exists("empty.example");
        assertThat(ask("none.example")).isEqualTo("E550 sorry, the name you gave at HELO does not exist (#5.7.1)");
        assertThat(ask("empty.example")).startsWith("E550 ");
        assertThat(ask("six.example")).isEmpty();
        assertThat(ask("mx.example")).isEmpty();
        counter.dns.fails("dead.example").exists("half.example");
        counter.dns.answer("half.example MX", new Answer.Failed<>("timeout"));
        assertThat(ask("dead.example")).as("our own trouble").isEmpty();
        assertThat(ask("half.example")).as("our own trouble").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TCPREMOTEIP=10.0.0.1", "RELAYCLIENT=", "SMTPAUTHUSER=joe"})
    void someAreNotAsked(String variable) throws IOException, InterruptedException {
        counter.lay("spphelocheck", "allow 10.0.0.0/8\n").says(variable);
        assertThat(ask("localhost")).isEmpty();
    }
}
