package eqmail.auth;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.control.Control;
import eqmail.control.Flaws;
import eqmail.golden.Golden;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthFilesTest {
    @TempDir
    Path home;

    private Flaws look() throws IOException {
        Flaws flaws = new Flaws();
        AuthFiles.inspect(new Control(home), flaws);
        return flaws;
    }

    @Test
    void namesEveryLineByWhichNobodyCanLogIn() throws IOException {
        String longest = "ann:" + "x".repeat(PasswordFile.LONGEST_LINE - 4);
        Golden.lay(home, "users/smtpauth", "# all\n" + longest + "\n\njoe\nbob:\nann:secret\n" + longest + "x\n");
        assertThat(look().faults())
                .containsExactly(
                        "users/smtpauth: line 3: no user, and nobody further down can log in",
                        "users/smtpauth: line 4: no password for joe",
                        "users/smtpauth: line 5: no password for bob",
                        "users/smtpauth: line 7: longer than 255 bytes");
        assertThat(look().warnings()).containsExactly("users/smtpauth: line 6: does not count: ann is in line 2, too");
    }

    @Test
    void toolsAreThere() throws IOException {
        Golden.lay(home, "control/checkpwtools", "/bin/sh\n/no/such\nnot/absolute\n");
        assertThat(look().faults()).containsExactly("control/checkpwtools: line 2: /no/such does not exist");
    }
}
