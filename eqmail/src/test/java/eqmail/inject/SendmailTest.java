package eqmail.inject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.bytes.Latin1;
import eqmail.golden.Golden;
import eqmail.inject.Sendmail.Errand;
import eqmail.inject.Sendmail.Refusal;
import eqmail.mail.BodyForm;
import eqmail.queue.FakeQueue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SendmailTest {
    @TempDir
    Path home;

    static List<Golden.Case> cases() throws IOException {
        return Golden.cases("sendmail");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void callsOurProgramsAsTheOriginal(Golden.Case golden) throws IOException {
        String name = golden.text("argv0").isEmpty()
                ? "sendmail"
                : Path.of(golden.text("argv0")).getFileName().toString();
        Errand errand;
        try {
            errand = Sendmail.errand(name, golden.list("args"), golden.map("env"));
        } catch (Refusal refusal) {
            assertThat(refusal.text()).isEqualTo(golden.text("stderr"));
            assertThat(refusal.exit()).isEqualTo(golden.number("exit"));
            return;
        }
        if (errand.program().equals("qmail-inject")) {
            inject(golden, errand);
        } else {
            assertThat(errand.program()).isEqualTo(golden.name().startsWith("bs-") ? "qmail-smtpd" : "qmail-qread");
        }
    }

    private void inject(Golden.Case golden, Errand errand) throws IOException {
        for (var file : golden.map("control").entrySet()) {
            Golden.lay(home, file.getKey(), file.getValue());
        }
        Injection injection = new Injection(home);
        injection.queue = new FakeQueue(golden.json().path("qq").path("exit").asInt(), BodyForm.UNIX);
        assertThat(injection.run(errand.env(), errand.args(), golden.text("stdin")))
                .isEqualTo(golden.number("exit"));
        assertThat(injection.err()).isEqualTo(golden.text("stderr"));
        FakeQueue.Queued queued = injection.queue.queued().getFirst();
        assertThat(injection.normal(queued.message(), false))
                .isEqualTo(golden.map("files").get("qq/message"));
        assertThat(Latin1.string(queued.envelope().encode()))
                .isEqualTo(golden.map("files").get("qq/envelope"));
    }

    @Test
    void theClientOfASessionOnStandardInputMayRelay() throws Refusal {
        Errand errand = Sendmail.errand("sendmail", List.of("-bs"), Map.of("USER", "joe"));
        assertThat(errand.program()).isEqualTo("qmail-smtpd");
        assertThat(errand.args()).isEmpty();
        assertThat(errand.env())
                .containsEntry("RELAYCLIENT", "")
                .containsEntry("DATABYTES", "0")
                .containsEntry("TCPREMOTEINFO", "sendmail-bs")
                .containsEntry("USER", "joe");
        Map<String, String> underTcpserver = Map.of("PROTO", "TCP", "TCPREMOTEIP", "192.0.2.1");
        assertThat(Sendmail.errand("sendmail", List.of("-bs"), underTcpserver).env())
                .isEqualTo(underTcpserver);
    }

    @Test
    void anEmptySenderIsASenderToo() throws Refusal {
        Errand errand = Sendmail.errand("sendmail", List.of("-f", "", "-t", "-Jx", "-E", "a"), Map.of("NAME", "x"));
        assertThat(errand.args()).containsExactly("-H", "-f", "", "--", "a");
        assertThat(errand.env()).isEqualTo(Map.of("QMAILUSER", ""));
    }

    @Test
    void mailqListsTheQueueWhateverItsArguments() throws Refusal {
        assertThat(Sendmail.errand("mailq", List.of("-v", "x"), Map.of()).program())
                .isEqualTo("qmail-qread");
        assertThatThrownBy(() -> Sendmail.errand("mailq", List.of("-b"), Map.of()))
                .isInstanceOf(Refusal.class)
                .hasMessageStartingWith("mailq: option requires an argument -- b\nsendmail: usage: ");
    }
}
