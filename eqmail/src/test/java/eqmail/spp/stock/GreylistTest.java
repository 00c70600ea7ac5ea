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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GreylistTest {
    private static final String LATER = "E451 greylisted, please try again in 300 seconds (#4.7.1)";

    @TempDir
    private Path home;

    private Counter counter;
    private StockPlugin greylist;

    @BeforeEach
    void open() throws IOException {
        counter = new Counter(home).says("SMTPHELOHOST=h", "SMTPMAILFROM=a@b.example", "SMTPRCPTTO=joe@example.org");
        greylist = counter.plugin("greylist");
    }

    private String ask() throws IOException, InterruptedException {
        return counter.line(greylist);
    }

    /** Two tries by which a combination is known. */
    private void befriend(String sender) throws IOException, InterruptedException {
        counter.says("SMTPMAILFROM=" + sender);
        ask();
        counter.after(Duration.ofMinutes(5));
        assertThat(ask()).isEmpty();
    }

    @Test
    void putsTheFirstTryOffAndLetsALaterOnePass() throws IOException, InterruptedException {
        assertThat(ask()).isEqualTo(LATER);
        counter.after(Duration.ofSeconds(299));
        assertThat(ask()).isEqualTo("E451 greylisted, please try again in 1 seconds (#4.7.1)");
        counter.after(Duration.ofSeconds(1));
        assertThat(ask()).isEmpty();
        assertThat(ask()).isEmpty();
    }

    @Test
    void remembersOverARestartAndInACommandBesideTheServer() throws IOException, InterruptedException {
        ask();
        counter.after(Duration.ofMinutes(6));
        greylist = counter.plugin("greylist");
        assertThat(ask()).isEmpty();
    }

    @Test
    void aTryAfterTheWindowIsAFirstOne() throws IOException, InterruptedException {
        ask();
        counter.after(Duration.ofSeconds(172_799));
        assertThat(ask()).isEmpty();
        counter.says("SMTPMAILFROM=other@b.example");
        ask();
        counter.after(Duration.ofSeconds(172_800));
        assertThat(ask()).isEqualTo(LATER);
    }

    @Test
    void forgetsWhoDoesNotComeForLong() throws IOException, InterruptedException {
        befriend("a@b.example");
        counter.after(Duration.ofDays(36).minusSeconds(1));
        assertThat(ask()).isEmpty();
        counter.after(Duration.ofDays(36));
        assertThat(ask()).isEqualTo(LATER);
    }

    @Test
    void letsAClientPassAfterFiveThatCameAgain() throws IOException, InterruptedException {
        for (int i = 0; i < 4; i++) {
            befriend(i + "@b.example");
        }
        counter.says("SMTPMAILFROM=new@b.example");
        assertThat(ask()).isEqualTo(LATER);
        counter.after(Duration.ofMinutes(5));
        assertThat(ask()).isEmpty();
        counter.says("SMTPMAILFROM=newer@b.example");
        assertThat(ask()).isEmpty();
        counter.says("TCPREMOTEIP=203.0.113.1");
        assertThat(ask()).isEqualTo(LATER);
    }

    @Test
    void neverKnowsAClientIfToldSo() throws IOException, InterruptedException {
        counter.lay("sppgreylist", "allowafter 0\n");
        for (int i = 0; i < 10; i++) {
            befriend(i + "@b.example");
        }
        counter.says("SMTPMAILFROM=new@b.example");
        assertThat(ask()).isEqualTo(LATER);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.254, true",
        "192.0.2.1, 192.0.3.1, false",
        "2001:db8::1, 2001:db8::ffff:1, true",
        "2001:db8::1, 2001:db8:0:1::1, false"
    })
    void neighboursMayComeAgainForOneAnother(String first, String second, boolean same)
            throws IOException, InterruptedException {
        counter.says("TCPREMOTEIP=" + first);
        ask();
        counter.after(Duration.ofMinutes(6)).says("TCPREMOTEIP=" + second);
        assertThat(ask().isEmpty()).isEqualTo(same);
    }

    @Test
    void theSizeOfTheNeighbourhoodCanBeSet() throws IOException, InterruptedException {
        counter.lay("sppgreylist", "ipv4 32\nipv6 48\n").says("TCPREMOTEIP=192.0.2.1");
        ask();
        counter.after(Duration.ofMinutes(6)).says("TCPREMOTEIP=192.0.2.2");
        assertThat(ask()).isEqualTo(LATER);
        counter.says("TCPREMOTEIP=2001:db8::1");
        ask();
        counter.after(Duration.ofMinutes(6)).says("TCPREMOTEIP=2001:db8:0:1::1");
        assertThat(ask()).isEmpty();
    }

    @Test
    void senderAndRecipientCountWithoutTheirCase() throws IOException, InterruptedException {
        ask();
        counter.after(Duration.ofMinutes(6)).says("SMTPRCPTTO=JOE@Example.org", "SMTPMAILFROM=A@B.example");
        assertThat(ask()).isEmpty();
        counter.says("SMTPRCPTTO=ann@example.org");
        assertThat(ask()).isEqualTo(LATER);
        counter.says("SMTPMAILFROM=");
        assertThat(ask()).isEqualTo(LATER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SMTPAUTHUSER=joe", "RELAYCLIENT=", "TCPREMOTEIP=", "TCPREMOTEIP=10.1.2.3", "SMTPRCPTTO="})
    void asksNothingOfOurOwnClients(String variable) throws IOException, InterruptedException {
        counter.lay("sppgreylist", "allow 10.0.0.0/8\n").says(variable);
        assertThat(ask()).isEmpty();
        assertThat(home.resolve("spool/greylist")).doesNotExist();
    }

    @Test
    void letsEverybodyPassWhileItsFileCannotBeUsedAndSaysSoNowAndThen() throws IOException, InterruptedException {
        Files.createDirectory(home.resolve("spool/greylist"));
        assertThat(ask()).isEmpty();
        assertThat(ask()).isEmpty();
        assertThat(counter.log).singleElement().asString().startsWith("alert: greylisting nobody: ");
        counter.after(Duration.ofMinutes(1));
        assertThat(ask()).isEmpty();
        assertThat(counter.log).hasSize(2);
    }

    @Test
    void goesOnWithGoodSettingsWhenTheyBecomeBadAndDoesNotBeginWithBadOnes() throws IOException, InterruptedException {
        assertThat(ask()).isEqualTo(LATER);
        counter.lay("sppgreylist", "dealy 5\n");
        assertThat(ask()).isEqualTo(LATER);
        assertThat(ask()).isEqualTo(LATER);
        assertThat(counter.log)
                .containsExactly("alert: keeping the last good settings: control/sppgreylist: line 1: what is dealy 5");
        counter.lay("sppgreylist", "delay 5\n");
        assertThat(ask()).isEqualTo("E451 greylisted, please try again in 5 seconds (#4.7.1)");
        counter.lay("sppgreylist", "delay 5\ndelay 6\n");
        assertThatThrownBy(() -> counter.ask(counter.plugin("greylist")))
                .isInstanceOf(ControlException.class)
                .hasMessage("control/sppgreylist: line 2: delay stands there twice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "delay -1",
                "delay 86401",
                "delay",
                "delay 5x",
                "window 300",
                "ipv4 33",
                "ipv4 0",
                "ipv6 129",
                "allow x",
                "store",
                "entries 0"
            })
    void refusesSettingsBeyondTheirLimits(String line) throws IOException {
        counter.lay("sppgreylist", line + "\n");
        assertThatThrownBy(() -> counter.ask(greylist))
                .isInstanceOf(ControlException.class)
                .hasMessageStartingWith("control/sppgreylist: ");
    }

    @Test
    void keepsItsFileWhereItIsTold() throws IOException, InterruptedException {
        counter.lay("sppgreylist", "store control/grey\nentries 16\n");
        ask();
        assertThat(Files.size(home.resolve("control/grey"))).isEqualTo(3 * 256);
    }
}
