package eqmail.qmtpd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eqmail.control.Control;
import eqmail.control.ControlException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QmtpdControlsTest {
    @TempDir
    Path home;

    @Test
    void needNoFile() throws Exception {
        assertThat(QmtpdControls.load(new Control(home)).dataBytes()).isZero();
    }

    @Test
    void needAHome() {
        assertThatExceptionOfType(ControlException.class)
                .isThrownBy(() -> QmtpdControls.load(new Control(home.resolve("none"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"me", "rcpthosts", "databytes"})
    void failWhereAFileCannotBeRead(String file) throws Exception {
        Files.createDirectories(home.resolve("control").resolve(file));
        assertThatExceptionOfType(ControlException.class)
                .isThrownBy(() -> QmtpdControls.load(new Control(home)))
                .withMessageContaining(file);
    }
}
