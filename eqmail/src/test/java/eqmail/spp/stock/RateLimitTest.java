package eqmail.spp.stock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.control.ControlException;
import eqmail.spp.StockPlugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitTest {
    @TempDir
    private Path home;

    private Counter counter;
    private StockPlugin limit;

    @BeforeEach
    void open() throws IOException {
        counter = new Counter(home)
                .says("SMTPHELOHOST=h", "SMTPMAILFROM=a@b.example")
                .lay("sppratelimit", "address 4 60\nlogin 2 60\n");
        limit = counter.plugin("ratelimit");
    }

    private String ask() throws IOException, InterruptedException {
        return counter.line(limit);
    }

    private void takes(int count) throws IOException, InterruptedException {
        for (int i = 0; i < count; i++) {
            assertThat(ask()).isEmpty();
        }
    }

    private static String later(int seconds) {
        return "E451 too much mail from you, try again in " + seconds + " seconds (#4.7.1)";
    }

    @Test
    void takesTheAllowanceAtOnceAndThenOneAfterTheOther() throws IOException, InterruptedException {
        takes(4);
        assertThat(ask()).isEqualTo(later(15));
        counter.after(Duration.ofMillis(14_999));
        assertThat(ask()).isEqualTo(later(1));
        counter.after(Duration.ofMillis(1));
        takes(1);
        assertThat(ask()).isEqualTo(later(15));
        counter.after(Duration.ofHours(1));
        takes(4);
        assertThat(ask()).isEqualTo(later(15));
    }

    @Test
    void countsOverARestartAndInACommandBesideTheServer() throws IOException, InterruptedException {
        takes(3);
        limit = counter.plugin("ratelimit");
        takes(1);
        assertThat(ask()).isEqualTo(later(15));
    }

    @Test
    void addressesAndLoginsCountForThemselves() throws IOException, InterruptedException {
        takes(4);
        counter.says("TCPREMOTEIP=192.0.2.2");
        takes(4);
        counter.says("SMTPAUTHUSER=joe");
        takes(2);
        assertThat(ask()).isEqualTo(later(30));
        counter.says("TCPREMOTEIP=192.0.2.3");
        assertThat(ask()).as("joe from elsewhere").isEqualTo(later(30));
        counter.says("SMTPAUTHUSER=ann");
        takes(2);
    }

    @Test
    void anIpv6ClientIsItsNetwork() throws IOException, InterruptedException {
        counter.says("TCPREMOTEIP=2001:db8::1");
        takes(4);
        counter.says("TCPREMOTEIP=2001:db8::ffff");
        assertThat(ask()).isEqualTo(later(15));
        counter.says("TCPREMOTEIP=2001:db8:0:1::1");
        takes(4);
    }

    @Test
    void endsTheConnectionOfAClientThatWasNotGreeted() throws IOException, InterruptedException {
        counter.client.remove("SMTPHELOHOST");
        counter.client.remove("SMTPMAILFROM");
        takes(4);
        assertThat(ask()).isEqualTo("R421 too much mail from you, try again in 15 seconds (#4.7.1)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RELAYCLIENT=", "TCPREMOTEIP=", "TCPREMOTEIP=10.1.2.3"})
    void someAreNotLimited(String variable) throws IOException, InterruptedException {
        counter.lay("sppratelimit", "address 1 60\nallow 10.0.0.0/8\n").says(variable);
        takes(5);
    }

    @Test
    void aClockThatWasSetBackHoldsNobodyForLong() throws IOException, InterruptedException {
        takes(4);
        counter.now = counter.now.minus(Duration.ofDays(100));
        assertThat(ask()).isEqualTo(later(15));
    }

    @Test
    void limitsNobodyWhileItsFileCannotBeUsed() throws IOException, InterruptedException {
        Files.createDirectory(home.resolve("spool/ratelimit"));
        takes(10);
        assertThat(counter.log).singleElement().asString().startsWith("alert: limiting nobody's rate: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"address 1", "address 0 60", "address 1 0", "login 1000001 60", "login 1 60 1", "ipv6 0"})
    void refusesSettingsBeyondTheirLimits(String line) throws IOException {
        counter.lay("sppratelimit", line + "\n");
        assertThatThrownBy(() -> counter.ask(limit)).isInstanceOf(ControlException.class);
    }
}
