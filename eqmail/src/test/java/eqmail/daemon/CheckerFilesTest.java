package eqmail.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.control.Control;
import eqmail.control.Flaws;
import eqmail.golden.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckerFilesTest {
    @TempDir
    Path home;

    private Set<String> faults(String command) throws IOException {
        Golden.lay(home, "control/checker", command + "\n");
        return faults();
    }

    private Set<String> faults() throws IOException {
        Flaws flaws = new Flaws();
        CheckerFiles files = new CheckerFiles(new Control(home), "/usr/bin:/bin", flaws);
        files.inspect("control/checker");
        files.inspectAccount();
        return flaws.faults();
    }

    @ParameterizedTest
    @CsvSource({
        "/no/such true, /no/such does not exist",
        "bin/none true, bin/none does not exist",
        "no-such-program true, no-such-program is in no directory of PATH",
        "qmail-chkpw true, 'users/smtpauth does not exist, so nobody can log in'"
    })
    void seesThatNobodyCouldBeAsked(String command, String fault) throws IOException {
        assertThat(faults(command)).containsExactly("control/checker: line 1: " + fault);
    }

    @Test
    void saysNothingOfWhatWouldStart() throws IOException {
        assertThat(faults()).isEmpty();
        assertThat(faults("")).isEmpty();
        assertThat(faults("/bin/sh -c true")).isEmpty();
        assertThat(faults("sh -c true")).isEmpty();
        Golden.lay(home, "users/smtpauth", "ann:x\n");
        assertThat(faults("qmail-chkpw true")).isEmpty();
    }

    @Test
    void theAccountThatRunsItExistsAndTrustsTheFile() throws IOException {
        Golden.lay(home, "control/checkeruser", "no-such-account\n");
        Golden.lay(home, "control/checker", "sh -c true\n");
        for (String file : new String[] {"control/checkeruser", "control/checker"}) {
            Files.setPosixFilePermissions(home.resolve(file), PosixFilePermissions.fromString("rw-rw-r--"));
        }
        assertThat(faults())
                .containsExactly(
                        "control/checker: line 1: with control/checkeruser it must begin with an absolute path: sh",
                        "control/checker: must be a file of root that nobody else may write",
                        "control/checkeruser: must be a file of root that nobody else may write",
                        "control/checkeruser: line 1: no account no-such-account");
    }

    @Test
    void tellsWhoChecksInASession() throws IOException {
        Control control = new Control(home);
        assertThat(CheckerFiles.command(control, Map.of())).isEmpty();
        Golden.lay(home, "users/smtpauth", "ann:x\n");
        assertThat(CheckerFiles.command(control, Map.of())).contains(List.of("qmail-chkpw", "true"));
        assertThat(CheckerFiles.command(control, Map.of("AUTHCHECKER", "none"))).isEmpty();
        Golden.lay(home, "control/other", "/bin/tool -x\n");
        assertThat(CheckerFiles.command(control, Map.of("AUTHCHECKER", "control/other")))
                .contains(List.of("/bin/tool", "-x"));
        Golden.lay(home, "control/checker", "\n");
        assertThat(CheckerFiles.command(control, Map.of())).isEmpty();
    }
}
