package eqmail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    @Test
    void worksOnTheHomeItWasInstalledInto(@TempDir Path image) throws IOException {
        assertThat(Main.home(Map.of(), image)).isEqualTo(Path.of("/var/qmail"));
        Files.createDirectory(image.resolve("control"));
        assertThat(Main.home(Map.of(), image)).isEqualTo(image);
    }

    @Test
    void worksOnTheHomeItIsTold(@TempDir Path image) throws IOException {
        Files.createDirectory(image.resolve("control"));
        assertThat(Main.home(Map.of("QMAILHOME", "/elsewhere"), image)).isEqualTo(Path.of("/elsewhere"));
    }
}
