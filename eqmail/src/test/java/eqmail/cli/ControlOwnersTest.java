package eqmail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.control.ControlCheck;
import eqmail.golden.Golden;
import eqmail.spp.stock.StockPlugins;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlOwnersTest {
    @TempDir
    Path home;

    private List<String> faults() {
        return List.copyOf(ControlOwners.check(home, Map.of()).look().faults());
    }

    @Test
    void everyRoomJudgesItsOwnFiles() throws IOException {
        Golden.lay(home, "control/me", "mail.example.org\n");
        Golden.lay(home, "control/mailauth", "perhaps\n");
        Golden.lay(home, "control/remoteauth", "maybe\n");
        Golden.lay(home, "control/listeners", "# all\nsmtp :25 rules=control/closed\n");
        Golden.lay(home, "control/closed", ":allow\n10.:shut\n");
        Golden.lay(home, "control/servercert.pem", "nothing\n");
        Golden.lay(home, "users/assign", "=joe\n.\n");
        Golden.lay(home, "control/sppspf", "fail perhaps\n");
        assertThat(faults())
                .containsExactly(
                        "control/mailauth: neither any nor relay: perhaps",
                        "control/remoteauth: neither any nor tls: maybe",
                        "users/assign: line 1: not an assignment, or no line with a dot at the end",
                        "control/sppspf: line 1: fail cannot be perhaps",
                        "control/closed: line 2: unable to parse this line: 10.:shut",
                        "control/servercert.pem: there is no certificate in it");
    }

    @Test
    void filesThatVariablesNameAreLookedAt() throws IOException {
        Golden.lay(home, "control/me", "mail.example.org\n");
        Golden.lay(
                home,
                "control/listeners",
                "smtp :25 SPPCONFFILE=control/plugins AUTHCHECKER=none\n"
                        + "smtp :26 SPPCONFFILE=control/gone AUTHCHECKER=control/tool\n");
        Golden.lay(home, "control/tcprules", "10.:allow,AUTHCHECKER=\"control/lost\"\n");
        Golden.lay(home, "control/plugins", "[mail]\nbin/none\n");
        Golden.lay(home, "control/tool", "/no/such true\n");
        Golden.lay(home, "control/smtpplugins", "[mail]\nbin/spp-spf\n");
        Golden.lay(home, "control/remotefilters", "bin/dkim-sign\n");
        Golden.lay(home, "control/beforemote", "# one\nif then\n");
        Golden.lay(home, "etc/qdkim.conf", "LOGGER=/no/such\n");
        ControlCheck check = ControlOwners.check(home, Map.of());
        assertThat(check.look().faults())
                .containsExactlyInAnyOrder(
                        "control/plugins: line 2: bin/none does not exist",
                        "control/listeners: line 2: SPPCONFFILE names control/gone, which does not exist",
                        "control/tool: line 1: /no/such does not exist",
                        "control/tcprules: line 1: AUTHCHECKER names control/lost, which does not exist",
                        "control/beforemote: line 2: Syntax error: \"then\" unexpected",
                        "etc/qdkim.conf: /no/such does not exist");
        assertThat(check.look().warnings()).isEmpty();
    }

    @Test
    void namesTheLineOfAListener() throws IOException {
        Golden.lay(home, "control/me", "mail.example.org\n");
        Golden.lay(home, "control/listeners", "smtp :25\nsmpt :26\n");
        assertThat(faults()).containsExactly("control/listeners: line 2: unknown role smpt");
    }

    @Test
    void readsTheSettingsOfEveryPlugIn() throws IOException {
        Golden.lay(home, "control/me", "mail.example.org\n");
        for (String name : StockPlugins.names()) {
            Golden.lay(home, "control/spp" + name, "nonsense\n");
        }
        assertThat(faults())
                .containsExactlyElementsOf(StockPlugins.names().stream()
                        .map(name -> "control/spp" + name + ": line 1: what is nonsense")
                        .toList());
    }

    @Test
    void findsNothingWhereNothingIsWrong() throws IOException {
        Golden.lay(home, "control/me", "mail.example.org\n");
        assertThat(faults()).isEmpty();
    }

    @Test
    void aHomeWithoutMeIsWrongOnce() {
        assertThat(faults())
                .containsExactly(
                        "control/me: file does not exist", "control/locals: neither this file nor control/me exists");
    }
}
