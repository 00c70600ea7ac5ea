package eqmail.spp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.spp.Plugins.Decision;
import eqmail.spp.Plugins.Phase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the letters do (network.md 5.4). */
class AnswerTest {
    private final FakeSession session = new FakeSession();
    private final Collected collected = new Collected();
    private final List<String> hidden = new ArrayList<>();
    private final Answer answer = new Answer(collected, session, hidden::add);

    private boolean take(String line) throws PluginFault, IOException {
        return answer.take(line);
    }

    @ParameterizedTest
    @CsvSource({
        "A, PROCEED, ''",
        "N, PROCEED, ''",
        "O, SKIP_CHECK, ''",
        "E550 no, REFUSED, 550 no",
        "E, REFUSED, ''",
        "R421 bye, CLOSE, 421 bye",
        "D, CLOSE, ''",
        "Dtext, CLOSE, ''"
    })
    void finalLettersDecide(String line, Decision decision, String reply) throws Exception {
        assertThat(take(line)).isFalse();
        assertThat(answer.decision()).isEqualTo(decision);
        assertThat(session.said()).isEqualTo(reply);
        assertThat(answer.last()).isEqualTo(line.equals("A"));
    }

    @ParameterizedTest
    @CsvSource({"P250-x", "HX: y", "Cc@d", "SX=1", "UX", "LM5", "x", "e550 no", "''", "L", "LX5", "S", "S=1", "Snothing"
    })
    void otherLinesLetTheAnswerGoOn(String line) throws Exception {
        assertThat(take(line)).isTrue();
        assertThat(answer.decision()).isNull();
    }

    @Test
    void textsGoToTheClientAsTheyAre() throws Exception {
        take("P250-one two ");
        take("P");
        take("P250 \u00e4\0hidden");
        assertThat(session.replies).containsExactly("250-one two ", "", "250 \u00e4");
    }

    @Test
    void headerLinesAreCollectedInOrderAndABareOneIsEmpty() throws Exception {
        take("HX-One: 1");
        take("H");
        take("H two");
        assertThat(collected.headers()).isEqualTo("X-One: 1\n\n two\n");
    }

    @Test
    void variablesAreSetVerbatimAndTakenAway() throws Exception {
        take("SXV=\"a=b\" ");
        take("SEMPTY=");
        take("UTCPREMOTEIP");
        assertThat(session.environment)
                .containsEntry("XV", "\"a=b\" ")
                .containsEntry("EMPTY", "")
                .doesNotContainKey("TCPREMOTEIP")
                .doesNotContainKey("");
        assertThat(hidden).containsExactly("TCPREMOTEIP");
    }

    @Test
    void anAddressIsReplacedByAnything() throws Exception {
        take("Cnot an address");
        assertThat(session.address).isEqualTo("not an address");
        take("C");
        assertThat(session.address).isEmpty();
    }

    @Test
    void errorsAreKeptForThreePhases() throws Exception {
        for (String line : List.of("LM551 m", "LR552 r", "LD553 d", "LM554 m", "LH550 h", "LC550 c")) {
            take(line);
        }
        assertThat(collected.errors(Phase.MAIL)).containsExactly("551 m", "554 m");
        assertThat(collected.errors(Phase.RCPT)).containsExactly("552 r");
        assertThat(collected.errors(Phase.DATA)).containsExactly("553 d");
        assertThat(collected.errors(Phase.HELO)).isEmpty();
    }

    @Test
    void headersAndErrorsOfASessionDoNotFillMemory() throws Exception {
        String half = "x".repeat(Collected.MOST / 2 - 1);
        take("H" + half);
        take("LR" + half);
        assertThatThrownBy(() -> take("H")).isInstanceOf(PluginFault.class).hasMessage("wrote too much");
        collected.forget();
        assertThat(take("H")).isTrue();
    }

    @Test
    void theEnvironmentDoesNotFillMemory() throws Exception {
        session.environment.clear();
        take("SX=" + "y".repeat(Answer.MOST_ENVIRONMENT - 2));
        assertThatThrownBy(() -> take("SZ=")).isInstanceOf(PluginFault.class);
        assertThat(session.environment).containsOnlyKeys("X");
    }
}
