package eqmail.bfrmt;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.control.Control;
import eqmail.control.Flaws;
import eqmail.golden.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FiltersCheckTest {
    @TempDir
    Path home;

    private Set<String> faults() throws IOException {
        Flaws flaws = new Flaws();
        new FiltersCheck(Set.of("dkim-sign"), script -> Optional.of("line 2: odd")).inspect(new Control(home), flaws);
        return flaws.faults();
    }

    @Test
    void namesTheLineOfEachFilterThatWouldNotStart() throws IOException {
        Golden.lay(
                home,
                "control/remotefilters",
                "bin/dkim-sign\n/bin/sh\n:cat\n+bin/dkim-sign\nbin/none -x\n+:\n:/no/such\n+\n");
        assertThat(faults())
                .containsExactly(
                        "control/remotefilters: line 4: bin/dkim-sign does not exist",
                        "control/remotefilters: line 5: bin/none -x does not exist",
                        "control/remotefilters: line 6: no command",
                        "control/remotefilters: line 7: /no/such does not exist",
                        "control/remotefilters: line 8: no program");
    }

    @Test
    void asksTheShellAboutAScriptThatIsThere() throws IOException {
        assertThat(faults()).isEmpty();
        Golden.lay(home, "control/beforemote", "x\n");
        assertThat(faults()).containsExactly("control/beforemote: line 2: odd");
    }
}
