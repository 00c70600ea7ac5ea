package eqmail.admin;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.control.Control;
import eqmail.control.ControlCheck;
import eqmail.control.ControlException;
import eqmail.golden.Golden;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ShowControlTest {
    @TempDir
    Path home;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    static List<Golden.Case> recorded() throws IOException {
        return Golden.cases("qmail-showctl").stream()
                .filter(golden -> !golden.name().equals("fast"))
                .toList();
    }

    private int run(String... args) throws IOException {
        Control control = new Control(home);
        ControlCheck check = new ControlCheck(home, List.of(), List.of());
        return new ShowControl(
                        control, () -> new ShowControl.Accounts(List.of("{UID}"), List.of("{GID}")), check, out, err)
                .run(List.of(args));
    }

    private String out() {
        return Latin1.string(out.toByteArray()).replace(home.toString(), "{HOME}");
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void saysWhatTheOriginalSays(Golden.Case golden) throws IOException {
        Files.createDirectory(home.resolve("control"));
        for (var file : golden.json().path("control").properties()) {
            if (file.getValue().isNull()) {
                Files.createDirectory(home.resolve(file.getKey()));
            } else {
                Golden.lay(home, file.getKey(), file.getValue().asString());
            }
        }
        assertThat(run()).isEqualTo(golden.number("exit"));
        assertThat(out()).isEqualTo(golden.text("stdout"));
    }

    @Test
    void knowsTheFilesThatTheOriginalForgot() throws IOException {
        Golden.lay(home, "control/me", "m.x\n");
        Golden.lay(home, "control/servercert.pem", "secret\n");
        Golden.lay(home, "control/listeners", "# comment\nsmtp :25\nsmtps :465\n");
        Golden.lay(home, "control/maxrcpt", "50\n");
        Golden.lay(home, "control/nonsense", "x\n");
        assertThat(run()).isZero();
        assertThat(out())
                .endsWith("\nlisteners: Read by eqmail:\nsmtp :25\nsmtps :465\n"
                        + "\nmaxrcpt: Read by qmail-smtpd, qmail-qmtpd: 50.\n"
                        + "\nnonsense: I have no idea what this file does.\n"
                        + "\nservercert.pem: Read by qmail-smtpd.\n");
    }

    @Test
    void complainsOfACompiledFileThatIsOld() throws IOException {
        Golden.lay(home, "control/me", "m.x\n");
        Golden.lay(home, "control/morercpthosts", "a\n");
        Golden.lay(home, "control/morercpthosts.cdb", "x");
        Files.setLastModifiedTime(home.resolve("control/morercpthosts.cdb"), FileTime.fromMillis(1000));
        run();
        assertThat(out()).contains("\nmorercpthosts.cdb: Oops! morercpthosts.cdb is older than morercpthosts.\n");
    }

    @Test
    void showsNoBytesThatATerminalWouldObey() throws IOException {
        Golden.lay(home, "control/me", "m\u001b[2J.x\n");
        run();
        assertThat(out()).contains("\nme: My name is m?[2J.x.\n");
    }

    @Test
    void needsTheDirectoryAndMe() throws IOException {
        assertThat(run()).isEqualTo(111);
        assertThat(out()).endsWith(".\nOops! Unable to chdir to control.\n");
        out.reset();
        Golden.lay(home, "control/me/x", "");
        assertThat(run()).isEqualTo(111);
        assertThat(out()).endsWith(".\nOops! Trouble reading control/me.");
    }

    @Test
    void checksWithoutAWordWhereAllIsWell() throws IOException {
        Golden.lay(home, "control/me", "m.x\n");
        assertThat(run("--check")).isZero();
        assertThat(out()).isEmpty();
        Golden.lay(home, "control/databytes", "many\n");
        assertThat(run("--check")).isEqualTo(1);
        assertThat(out()).isEqualTo("control/databytes: not a number: many\n");
    }

    @Test
    void warningsAreShownAndNoFault() throws IOException {
        Golden.lay(home, "control/me", "m.x\n");
        Golden.lay(home, "control/rcpthost", "m.x\n");
        assertThat(run("--check")).isZero();
        assertThat(out())
                .isEqualTo("warning: control/rcpthost: no program here reads a file of this name;"
                        + " is it to be rcpthosts?\n");
    }

    @Test
    void takesNoOtherArgument() throws IOException {
        assertThat(run("-x")).isEqualTo(100);
        assertThat(Latin1.string(err.toByteArray())).startsWith("usage: ");
    }

    @Test
    void faultsOfRoomsAreShown() throws IOException {
        Golden.lay(home, "control/me", "m.x\n");
        Control control = new Control(home);
        ControlCheck check = new ControlCheck(
                home,
                List.of(files -> {
                    throw new ControlException("control/me", "too \u0007 short");
                }),
                List.of());
        new ShowControl(control, () -> new ShowControl.Accounts(List.of(), List.of()), check, out, err)
                .run(List.of("--check"));
        assertThat(out()).isEqualTo("control/me: too ? short\n");
    }
}
