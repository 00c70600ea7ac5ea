package eqmail.spp.stock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.control.ControlException;
import eqmail.dns.Answer;
import eqmail.spp.StockPlugin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpfPolicyTest {
    @TempDir
    private Path home;

    private Counter counter;
    private StockPlugin spf;

    @BeforeEach
    void open() throws IOException {
        counter = new Counter(home).says("SMTPHELOHOST=client.example", "SMTPMAILFROM=joe@sender.example");
        spf = counter.plugin("spf");
    }

    private void publish(String domain, String text) {
        counter.dns.exists(domain).answer(domain + " TXT", new Answer.Found<>(List.of(text), 60));
    }

    @Test
    void marksMailThatPasses() throws IOException, InterruptedException {
        publish("sender.example", "v=spf1 ip4:192.0.2.1 -all");
        assertThat(counter.ask(spf))
                .containsExactly(
                        "HReceived-SPF: pass (mx.example.org: domain of joe@sender.example permits 192.0.2.1)",
                        "H\treceiver=mx.example.org; client-ip=192.0.2.1; helo=client.example;",
                        "H\tenvelope-from=\"joe@sender.example\"; identity=mailfrom; mechanism=\"ip4:192.0.2.1\"");
        counter.lay("sppspf", "header authentication-results\n");
        assertThat(counter.ask(spf))
                .containsExactly(
                        "HAuthentication-Results: mx.example.org;",
                        "H\tspf=pass (domain of joe@sender.example permits 192.0.2.1)"
                                + " smtp.mailfrom=\"joe@sender.example\"");
        counter.lay("sppspf", "header off\n");
        assertThat(counter.ask(spf)).isEmpty();
    }

    @Test
    void refusesAFailInTheDomainsOwnWords() throws IOException, InterruptedException {
        publish("sender.example", "v=spf1 -all exp=why.sender.example");
        publish("why.sender.example", "%{i} is not ours");
        assertThat(counter.line(spf))
                .isEqualTo("E550 SPF: domain of joe@sender.example does not permit 192.0.2.1:"
                        + " 192.0.2.1 is not ours (#5.7.23)");
        counter.lay("sppspf", "explain off\nfail defer\n");
        assertThat(counter.line(spf))
                .isEqualTo("E451 SPF: domain of joe@sender.example does not permit 192.0.2.1 (#4.7.23)");
        counter.lay("sppspf", "fail pass\n");
        assertThat(counter.line(spf)).startsWith("HReceived-SPF: fail (");
    }

    @Test
    void refusesANameAtHeloThatMayNotBeUsed() throws IOException, InterruptedException {
        publish("client.example", "v=spf1 -all");
        assertThat(counter.line(spf))
                .isEqualTo("E550 SPF: domain of client.example does not permit 192.0.2.1 (#5.7.23)");
        counter.lay("sppspf", "helo off\n");
        assertThat(counter.line(spf)).startsWith("HReceived-SPF: none (");
        counter.says("SMTPMAILFROM=");
        assertThat(counter.line(spf))
                .isEqualTo("E550 SPF: domain of postmaster@client.example does not permit 192.0.2.1 (#5.7.23)");
    }

    @Test
    void isPatientWithEverythingElseUnlessToldOtherwise() throws IOException, InterruptedException {
        counter.dns.fails("sender.example");
        assertThat(counter.line(spf)).startsWith("HReceived-SPF: temperror (");
        counter.lay("sppspf", "temperror defer\npermerror refuse\nsoftfail refuse\n");
        assertThat(counter.line(spf))
                .isEqualTo("E451 SPF: domain of joe@sender.example could not be asked:"
                        + " no answer about sender.example: SERVFAIL (#4.7.24)");
        counter.says("SMTPMAILFROM=joe@other.example");
        publish("other.example", "v=spf1 ~all");
        assertThat(counter.line(spf))
                .startsWith("E550 SPF: domain of joe@other.example probably")
                .endsWith("(#5.7.23)");
        publish("other.example", "v=spf1 foo");
        assertThat(counter.line(spf)).startsWith("E550 SPF: record of").endsWith(": foo (#5.7.24)");
    }

    @Test
    void repliesFitALine() throws IOException, InterruptedException {
        publish("sender.example", "v=spf1 -all exp=why.sender.example");
        publish("why.sender.example", "x".repeat(2000));
        assertThat(counter.line(spf)).hasSize(501).endsWith("xxx (#5.7.23)");
        counter.says("SMTPMAILFROM=" + "\u00fc\r".repeat(500) + "@sender.example");
        assertThat(counter.line(spf)).hasSize(501).matches("[ -~]+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TCPREMOTEIP=10.0.0.1", "TCPREMOTEIP=", "RELAYCLIENT=", "SMTPAUTHUSER=joe"})
    void someAreNotChecked(String variable) throws IOException, InterruptedException {
        counter.lay("sppspf", "allow 10.0.0.0/8\n").says(variable);
        assertThat(counter.ask(spf)).isEmpty();
    }

    @Test
    void checksNothingBeforeThereIsASender() throws IOException, InterruptedException {
        counter.client.remove("SMTPMAILFROM");
        assertThat(counter.ask(spf)).isEmpty();
    }

    @Test
    void neverRefusesForGoodWhatItCouldNotAsk() throws IOException {
        counter.lay("sppspf", "temperror refuse\n");
        assertThatThrownBy(() -> counter.ask(spf))
                .isInstanceOf(ControlException.class)
                .hasMessage("control/sppspf: line 1: temperror cannot be refuse");
    }
}
