package eqmail.spp;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.control.Control;
import eqmail.control.Flaws;
import eqmail.golden.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginsCheckTest {
    @TempDir
    Path home;

    private Flaws look(String text) throws IOException {
        Golden.lay(home, "control/smtpplugins", text);
        Flaws flaws = new Flaws();
        new PluginsCheck(Set.of("spf")).inspect(new Control(home), "control/smtpplugins", flaws);
        return flaws;
    }

    @Test
    void namesTheLineOfEachProgramThatWouldNotStart() throws IOException {
        assertThat(look("# all\n\n"
                                + "[mail]\n"
                                + "bin/none\n"
                                + "+bin/none\n"
                                + ":bin/none -x\n"
                                + ":exec bin/none\n"
                                + "/bin/sh\n"
                                + "[data]\n"
                                + "+\n"
                                + "+:\n"
                                + ":\n")
                        .faults())
                .containsExactly(
                        "control/smtpplugins: line 4: bin/none does not exist",
                        "control/smtpplugins: line 5: bin/none does not exist",
                        "control/smtpplugins: line 6: bin/none does not exist",
                        "control/smtpplugins: line 10: no program",
                        "control/smtpplugins: line 11: no command",
                        "control/smtpplugins: line 12: no command");
    }

    @Test
    void whatRunsInProcessNeedsNoProgram() throws IOException {
        assertThat(look("[rcpt]\nbin/spp-spf\n").faults()).isEmpty();
        assertThat(look("[rcpt]\n+bin/spp-spf\nbin/spp-other\n").faults())
                .containsExactly(
                        "control/smtpplugins: line 2: bin/spp-spf does not exist",
                        "control/smtpplugins: line 3: bin/spp-other does not exist");
    }

    @Test
    void seesWhatNeverRuns() throws IOException {
        Flaws flaws = look("bin/a\n[auth]\n:true\n[]\nbin/b\n[xyz]\n");
        assertThat(flaws.faults())
                .containsExactly(
                        "control/smtpplugins: line 4: no section of this name, so what follows never runs: []",
                        "control/smtpplugins: line 6: no section of this name, so what follows never runs: [xyz]");
        assertThat(flaws.warnings())
                .containsExactly(
                        "control/smtpplugins: line 1: in no section, so it never runs: bin/a",
                        "control/smtpplugins: line 5: in no section, so it never runs: bin/b");
    }
}
