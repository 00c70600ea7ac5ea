package eqmail.tcpserver;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.control.Control;
import eqmail.control.Flaws;
import eqmail.golden.Golden;
import eqmail.rules.Rule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RulesCheckTest {
    private static final String FILE = "control/tcprules";

    @TempDir
    Path home;

    private final Flaws flaws = new Flaws();

    private List<RulesCheck.Found> look() throws IOException {
        return RulesCheck.inspect(new Control(home), FILE, flaws);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ":allow",
                "10.:deny",
                "192.168.0.:allow",
                "192.0.2.1:allow",
                "192.0.2.1-9:allow",
                "10/8:allow",
                "[2001:db8::]/32:allow",
                "2001:db8::1:allow",
                "=.example.org:allow",
                "=:allow",
                "joe@192.0.2.1:allow",
                "joe@=mail.example.org:allow"
            })
    void knowsWhatCanFitAClient(String rule) throws IOException {
        Golden.lay(home, FILE, rule + "\n");
        assertThat(look()).hasSize(1);
        assertThat(flaws.faults()).isEmpty();
        assertThat(flaws.warnings()).isEmpty();
    }

    @Test
    void namesEveryLineThatIsNoRuleOrFitsNobody() throws IOException {
        Golden.lay(
                home, FILE, "10.:shut\nmail.example.org:allow\n10:deny\n1.2.3.400:deny\njoe@x:allow\nhello\n:deny\n");
        look();
        assertThat(flaws.faults())
                .containsExactly(
                        "control/tcprules: line 1: unable to parse this line: 10.:shut",
                        "control/tcprules: line 2: fits no client: mail.example.org",
                        "control/tcprules: line 3: fits no client: 10",
                        "control/tcprules: line 4: fits no client: 1.2.3.400",
                        "control/tcprules: line 5: fits no client: joe@x");
        assertThat(flaws.warnings()).containsExactly("control/tcprules: line 6: no rule: hello");
    }

    @Test
    void aCompiledFileCountsAndIsRead() throws IOException {
        Golden.lay(home, FILE, ":allow,A=\"b\"\n");
        assertThat(look()).containsExactly(new RulesCheck.Found(FILE, 1, new Rule(false, List.of("A=b"))));
        Golden.lay(home, FILE + ".cdb", "short");
        assertThat(look()).isEmpty();
        assertThat(flaws.faults()).containsExactly("control/tcprules.cdb: cannot be read: shorter than its header");
    }
}
