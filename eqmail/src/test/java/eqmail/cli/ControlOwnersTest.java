package eqmail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.control.ControlCheck;
import eqmail.golden.Golden;
import eqmail.spp.stock.StockPlugins;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlOwnersTest {
    @TempDir
    Path home;

    private List<String> faults() {
        return List.copyOf(new ControlCheck(home, ControlOwners.all()).faults());
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
                        "control/closed: line 2: unable to parse this line: 10.:shut",
                        "control/servercert.pem: there is no certificate in it",
                        "users/assign: line 1: not an assignment, or no line with a dot at the end",
                        "control/sppspf: fail cannot be perhaps");
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
                        .map(name -> "control/spp" + name + ": what is nonsense")
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
