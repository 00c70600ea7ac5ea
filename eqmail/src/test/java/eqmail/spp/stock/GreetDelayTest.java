package eqmail.spp.stock;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.spp.StockPlugin;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GreetDelayTest {
    @TempDir
    private Path home;

    private Counter counter;
    private StockPlugin delay;

    @BeforeEach
    void open() throws IOException {
        counter = new Counter(home);
        delay = counter.plugin("greetdelay");
    }

    @Test
    void letsAStrangerWaitForTheGreeting() throws IOException, InterruptedException {
        assertThat(counter.ask(delay)).isEmpty();
        counter.lay("sppgreetdelay", "delay 30\n");
        assertThat(counter.ask(delay)).isEmpty();
        assertThat(counter.pauses).containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(30));
    }

    @Test
    void letsItWaitAfterManyRecipients() throws IOException, InterruptedException {
        counter.lay("sppgreetdelay", "recipients 3\ntarpit 7\n").says("SMTPHELOHOST=h", "SMTPMAILFROM=");
        counter.says("SMTPRCPTCOUNTALL=3");
        counter.ask(delay);
        assertThat(counter.pauses).isEmpty();
        counter.says("SMTPRCPTCOUNTALL=4");
        counter.ask(delay);
        assertThat(counter.pauses).containsExactly(Duration.ofSeconds(7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RELAYCLIENT=", "SMTPAUTHUSER=joe", "TCPREMOTEIP=10.0.0.1"})
    void keepsNoneOfOurOwnWaiting(String variable) throws IOException, InterruptedException {
        counter.lay("sppgreetdelay", "allow 10.0.0.1\n").says(variable);
        counter.ask(delay);
        assertThat(counter.pauses).isEmpty();
    }
}
