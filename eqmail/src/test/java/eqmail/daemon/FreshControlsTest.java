package eqmail.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.control.Control;
import eqmail.control.ControlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreshControlsTest {
    @TempDir
    Path home;

    private final List<String> log = new ArrayList<>();
    private Instant now = Instant.EPOCH;

    @BeforeEach
    void makeHome() throws IOException {
        Files.createDirectory(home.resolve("control"));
        write("me", "one.example\n");
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(home.resolve("control").resolve(file), text);
    }

    private FreshControls controls() throws ControlException {
        return new FreshControls(new Control(home), () -> now, log::add);
    }

    @Test
    void takesAChangeWithinASecond() throws IOException {
        FreshControls controls = controls();
        write("smtpgreeting", "changed.example\n");
        assertThat(controls.load().greeting()).isEqualTo("one.example");
        now = now.plusSeconds(2);
        assertThat(controls.load().greeting()).isEqualTo("changed.example");
    }

    @Test
    void keepsTheLastGoodSettingsAndSaysSoOnce() throws IOException {
        FreshControls controls = controls();
        Files.createDirectory(home.resolve("control/rcpthosts"));
        now = now.plusSeconds(2);
        assertThat(controls.load().greeting()).isEqualTo("one.example");
        now = now.plusSeconds(2);
        assertThat(controls.load().greeting()).isEqualTo("one.example");
        assertThat(log).containsExactly("alert: keeping the last good settings: control/rcpthosts: is a directory");
    }

    @Test
    void refusesToBeginWithBadSettings() throws IOException {
        Files.createDirectory(home.resolve("control/rcpthosts"));
        assertThatThrownBy(this::controls).hasMessageContaining("control/rcpthosts");
    }
}
