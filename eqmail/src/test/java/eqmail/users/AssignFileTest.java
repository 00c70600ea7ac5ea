package eqmail.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.control.Control;
import eqmail.control.Flaws;
import eqmail.golden.Golden;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssignFileTest {
    private static final String LINE = "=joe:joe:1:2:/home/joe:::";

    @TempDir
    Path home;

    @ParameterizedTest
    @CsvSource({"'LINE;=bob:bob:1;.', 2", "'LINE;LINE', 3", "'', 1"})
    void namesTheLine(String text, int line) throws IOException {
        Golden.lay(home, "users/assign", text.replace("LINE", LINE).replace(';', '\n') + "\n");
        assertThatThrownBy(() -> AssignFile.read(new Control(home)))
                .hasMessageStartingWith("users/assign: line " + line);
    }

    @Test
    void neitherNeedsTheFileNorFaultsARightOne() throws IOException {
        assertThatCode(() -> AssignFile.read(new Control(home))).doesNotThrowAnyException();
        Golden.lay(home, "users/assign", LINE + "\n.\nnot read\n");
        assertThatCode(() -> AssignFile.read(new Control(home))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "=joe:joe:x:2:/home/joe:::, not the number of an account or group: x",
        "=joe:joe:1::/home/joe:::, 'not the number of an account or group: '",
        "=joe:joe:0:2:/home/joe:::, nothing is delivered as root",
        "+joe-:joe:1:2:home/joe:-::, not an absolute path: home/joe"
    })
    void namesLinesThatDeliveriesStumbleOver(String line, String fault) throws IOException {
        Golden.lay(home, "users/assign", LINE + "\n" + line + "\n.\n=not:read:x:y:z:::\n");
        Flaws flaws = new Flaws();
        AssignFile.inspect(new Control(home), flaws);
        assertThat(flaws.faults()).containsExactly("users/assign: line 2: " + fault);
    }

    @Test
    void looksIntoTheCompiledFile() throws IOException {
        Flaws flaws = new Flaws();
        AssignFile.inspect(new Control(home), flaws);
        assertThat(flaws.faults()).isEmpty();
        Golden.lay(home, "users/cdb", "\0".repeat(2048));
        AssignFile.inspect(new Control(home), flaws);
        Golden.lay(home, "users/cdb", "short");
        AssignFile.inspect(new Control(home), flaws);
        assertThat(flaws.faults())
                .containsExactly(
                        "users/cdb: not made by qmail-newu: there is no list of wildcards in it",
                        "users/cdb: shorter than its header");
    }
}
