package eqmail.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlTest {
    @TempDir
    Path home;

    @BeforeEach
    void makeControl() throws IOException {
        Files.createDirectory(home.resolve("control"));
    }

    private Control with(String file, String text) throws IOException {
        Files.writeString(home.resolve("control").resolve(file), text, StandardCharsets.ISO_8859_1);
        return new Control(home);
    }

    @Test
    void takesTheFirstLineWithoutBlanksAtItsEnd() throws IOException {
        assertThat(with("me", " mail.example.org \t\nsecond\n").line("control/me"))
                .hasValue(" mail.example.org");
    }

    @Test
    void keepsACarriageReturn() throws IOException {
        assertThat(with("me", "x\r\n").line("control/me")).hasValue("x\r");
    }

    @Test
    void tellsAnEmptyFileFromAMissingOne() throws IOException {
        Control control = with("rcpthosts", "");
        assertThat(control.list("control/rcpthosts"))
                .hasValueSatisfying(l -> assertThat(l).isEmpty());
        assertThat(control.list("control/locals")).isEmpty();
        assertThat(control.line("control/rcpthosts")).hasValue("");
    }

    @Test
    void dropsCommentsAndEmptyLinesOfAList() throws IOException {
        Control control = with("locals", "# note\na.org \n\n\t\n #b\nlast");
        assertThat(control.list("control/locals").orElseThrow()).containsExactly("a.org", " #b", "last");
    }

    @Test
    void readsLeadingDigitsAsANumber() throws IOException {
        Control control = with("databytes", "500k\n");
        assertThat(control.number("control/databytes", 0)).isEqualTo(500);
        assertThat(with("databytes", "many\n").number("control/databytes", 7)).isEqualTo(7);
        assertThat(control.number("control/absent", 9)).isEqualTo(9);
    }

    @Test
    void aStrictOneTakesNothingButNumbers() throws IOException {
        Control control = Control.strict(home);
        for (String number : List.of("500", "500 \t", "500\r\n", "500 # bytes\nmore", "500#")) {
            with("databytes", number);
            assertThat(control.number("control/databytes", 0)).as(number).isEqualTo(500);
        }
        for (String nothing : List.of("", "\n", " \t\n500")) {
            with("databytes", nothing);
            assertThat(control.number("control/databytes", 7)).as(nothing).isEqualTo(7);
        }
        for (String other : List.of("500k", "12 h", "many", "-3", " 500", "#\n500")) {
            with("databytes", other);
            assertThatThrownBy(() -> control.number("control/databytes", 0))
                    .as(other)
                    .isInstanceOf(ControlException.class)
                    .hasMessage("control/databytes: not a number: "
                            + other.lines().findFirst().orElseThrow());
        }
    }

    @Test
    void fallsBackToMe() throws IOException {
        Control control = with("me", "host\n");
        assertThat(control.lineOrMe("control/helohost")).hasValue("host");
        assertThat(control.listOrMe("control/locals").orElseThrow()).containsExactly("host");
        Files.delete(home.resolve("control/me"));
        assertThat(control.lineOrMe("control/bouncehost", "bouncehost")).isEqualTo("bouncehost");
    }

    @Test
    void namesFileAndFaultOfWhatCannotBeRead() throws IOException {
        Files.createDirectory(home.resolve("control/locals"));
        assertThatThrownBy(() -> new Control(home).list("control/locals"))
                .isInstanceOf(ControlException.class)
                .hasMessage("control/locals: is a directory");
    }

    @Test
    void asksForWhatItMayNotReadAndForNothingElse() throws IOException {
        Control control = with("me", "a.org\n").with(file -> {
            throw new AssertionError("asked for " + file);
        });
        assertThat(control.line("control/me")).hasValue("a.org");
        assertThat(control.line("control/none")).isEmpty();
        assertThatThrownBy(() -> control.line("control")).hasMessageContaining("is a directory");
    }
}
