package eqmail.tcpserver;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.control.Control;
import eqmail.control.Flaws;
import eqmail.golden.Golden;
import eqmail.tcpserver.ListenersCheck.Setting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListenersCheckTest {
    @TempDir
    Path home;

    private final Flaws flaws = new Flaws();

    private List<Setting> look(String listeners) throws IOException {
        Golden.lay(home, "control/listeners", listeners);
        return ListenersCheck.inspect(new Control(home), flaws);
    }

    @Test
    void aPortIsGivenOnce() throws IOException {
        look("smtp :25\n"
                + "smtp 127.0.0.1:26\n"
                + "# again\n"
                + "smtp 127.0.0.1:25\n"
                + "qmtp [::1]:26\n"
                + "qmqp 127.0.0.1:26\n"
                + "smtp :0\n"
                + "smtp :0\n");
        assertThat(flaws.faults())
                .containsExactly(
                        "control/listeners: line 4: line 1 has this port already",
                        "control/listeners: line 6: line 2 has this port already");
    }

    @Test
    void rulesThatAreNamedAreThere() throws IOException {
        Golden.lay(home, "control/closed.cdb", "\0".repeat(2048));
        look("smtp :25 rules=control/closed\nsmtp :26 rules=control/open\nsmtp :27\n");
        assertThat(flaws.faults())
                .containsExactly(
                        "control/listeners: line 2: rules=control/open does not exist, so everybody is served");
    }

    @Test
    void tellsWhichVariablesSessionsHave() throws IOException {
        Golden.lay(home, "control/tcprules", "10.:allow,A=\"1\",B=\"2\"\n:deny\n");
        Golden.lay(home, "control/other", ":allow,C=\"\"\n");
        assertThat(look("smtp :25 D=4\nsmtp :26 rules=control/other\n"))
                .containsExactly(
                        new Setting("control/listeners", 1, "D", "4"),
                        new Setting("control/tcprules", 1, "A", "1"),
                        new Setting("control/tcprules", 1, "B", "2"),
                        new Setting("control/other", 1, "C", ""));
        assertThat(flaws.faults()).isEmpty();
    }
}
