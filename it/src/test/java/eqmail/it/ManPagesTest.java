package eqmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ManPagesTest {
    @Test
    void mandocFindsNothingToWarnOf() throws IOException, InterruptedException {
        Desk.needsProgram("mandoc");
        List<String> call = new ArrayList<>(List.of("mandoc", "-T", "lint", "-W", "warning"));
        try (Stream<Path> pages = Files.list(Desk.file("man"))) {
            pages.map(Path::toString).sorted().forEach(call::add);
        }
        Process lint = new ProcessBuilder(call).redirectErrorStream(true).start();
        String complaints = new String(lint.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        lint.waitFor();
        // The order of sections and references is the author's: what reads best need not be what is usual.
        assertThat(complaints.lines().filter(l -> !l.contains("conventional order") && !l.contains("unusual Xr order")))
                .isEmpty();
    }
}
