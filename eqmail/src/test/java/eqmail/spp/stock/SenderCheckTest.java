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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SenderCheckTest {
    private static final String NOWHERE = "E550 sorry, the domain of your envelope sender does not exist (#5.1.8)";
    private static final String LATER =
            "E451 unable to look up the domain of your envelope sender, try again later (#4.4.3)";

    @TempDir
    private Path home;

    private Counter counter;
    private StockPlugin check;

    @BeforeEach
    void open() throws IOException {
        counter = new Counter(home).says("SMTPHELOHOST=h");
        check = counter.plugin("mfcheck");
    }

    private String ask(String sender) throws IOException, InterruptedException {
        return counter.says("SMTPMAILFROM=" + sender).line(check);
    }

    @Test
    void takesADomainWithAnExchangerOrAnAddress() throws IOException, InterruptedException {
        counter.dns.mx("mx.example", "10 a.example");
        counter.dns.address("four.example", "192.0.2.1");
        counter.dns.address("six.example", "2001:db8::1");
        assertThat(ask("joe@mx.example")).isEmpty();
        assertThat(ask("joe@FOUR.example")).isEmpty();
        assertThat(ask("joe@six.example")).isEmpty();
    }

    @Test
    void refusesADomainThatDoesNotExistOrHasNeither() throws IOException, InterruptedException {
        counter.dns.exists("empty.example");
        assertThat(ask("joe@none.example")).isEqualTo(NOWHERE);
        assertThat(ask("joe@empty.example")).isEqualTo(NOWHERE);
        assertThat(ask("joe@a..b")).isEqualTo(NOWHERE);
    }

    @Test
    void refusesADomainThatTakesNoMail() throws IOException, InterruptedException {
        counter.dns.mx("silent.example", "0 ");
        assertThat(ask("joe@silent.example"))
                .isEqualTo("E550 sorry, the domain of your envelope sender takes no mail (#5.7.27)");
    }

    @Test
    void putsOffWhatTheNameServiceDoesNotKnowNow() throws IOException, InterruptedException {
        counter.dns.fails("dead.example");
        counter.dns.exists("half.example").answer("half.example AAAA", new Answer.Failed<>("SERVFAIL"));
        assertThat(ask("joe@dead.example")).isEqualTo(LATER);
        assertThat(ask("joe@half.example")).isEqualTo(LATER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "joe", "joe@", "joe@[192.0.2.1]", "joe@[IPv6:2001:db8::1]"})
    void asksNothingWhereThereIsNothingToAsk(String sender) throws IOException, InterruptedException {
        assertThat(ask(sender)).isEmpty();
        assertThat(counter.dns.questions()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"joe@[x]", "joe@[192.0.2.256]", "joe@[2001:db8::1]", "joe@[IPv6:192.0.2.1]", "joe@["})
    void refusesAnAddressInBracketsThatIsNone(String sender) throws IOException, InterruptedException {
        assertThat(ask(sender)).isEqualTo(NOWHERE);
    }

    @ParameterizedTest
    @CsvSource({"TCPREMOTEIP=10.0.0.1", "RELAYCLIENT=", "SMTPAUTHUSER=joe", "X=y"})
    void someAreNotAsked(String variable) throws IOException, InterruptedException {
        counter.lay("sppmfcheck", "allow 10.0.0.0/8\ndomain Odd.example\n").says(variable);
        assertThat(ask("joe@" + (variable.equals("X=y") ? "odd.EXAMPLE" : "none.example")))
                .isEmpty();
    }
}
