package eqmail.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.control.Control;
import eqmail.control.Flaws;
import eqmail.golden.Golden;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoutingCheckTest {
    @TempDir
    Path home;

    @Test
    void whatIsLocalAlreadyNeverBecomesVirtual() throws IOException {
        Golden.lay(home, "control/locals", "a.example\nB.example\n");
        Golden.lay(
                home,
                "control/virtualdomains",
                "# shops\nA.example:ann\nc.example:ann\njoe@b.example:joe\n.a.example:bob\n:all\nodd\n");
        Flaws flaws = new Flaws();
        RoutingCheck.inspect(new Control(home), flaws);
        assertThat(flaws.faults()).isEmpty();
        assertThat(flaws.warnings())
                .containsExactly(
                        "control/virtualdomains: line 2: does not count, since a.example is in control/locals, too",
                        "control/virtualdomains: line 4: does not count, since b.example is in control/locals, too");
    }
}
