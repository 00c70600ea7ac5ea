package eqmail.users;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.control.Control;
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
}
