package eqmail.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.golden.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WelcomeTest {
    @TempDir
    Path home;

    private List<String> linesWith(String listeners) throws IOException {
        Golden.lay(home, "control/listeners", listeners);
        return Welcome.of(home).lines();
    }

    private void furnish() throws IOException {
        Files.createDirectories(home.resolve("users"));
        Files.createDirectories(home.resolve("mail").resolve(FirstRun.MAILBOXES.getFirst()));
        FirstRun.account(home).create(new Random(7));
    }

    @Test
    void aFreshHomeSpeaksOfItsOwnPorts() throws IOException {
        new FirstRun(home, 1000, 1000, InstantSource.fixed(Instant.EPOCH)).prepare();
        assertThat(Welcome.of(home).lines())
                .anyMatch(line -> line.contains(" curl smtp://127.0.0.1:2525 --mail-from "))
                .anyMatch(line -> line.contains("through submission on port 2587, user "))
                .anyMatch(line -> line.contains("swaks --server 127.0.0.1:2587 --auth PLAIN "))
                .anyMatch(line -> line.contains("by POP3 on port 2110, or"))
                .anyMatch(line -> line.contains("@127.0.0.1:2110/1"));
    }

    @ParameterizedTest
    @CsvSource({
        "smtp :3025, 127.0.0.1:3025",
        "smtp 0.0.0.0:3025, 127.0.0.1:3025",
        "smtp [::]:3025, '[::1]:3025'",
        "smtp [::1]:3025, '[::1]:3025'",
        "smtp 192.0.2.1:3025, 192.0.2.1:3025",
        "'smtp 192.0.2.1:25;smtp [::1]:26;smtp 127.0.0.1:27', 127.0.0.1:27",
        "'smtp 192.0.2.1:25;smtp [::1]:26', '[::1]:26'"
    })
    void thePortIsThatOfTheNearestListener(String listeners, String place) throws IOException {
        furnish();
        assertThat(linesWith(listeners.replace(';', '\n') + "\n"))
                .filteredOn(line -> line.contains("curl smtp://"))
                .singleElement()
                .asString()
                .contains("curl smtp://" + place + " --mail-from ");
    }

    @Test
    void whatDoesNotListenIsNotSpokenOf() throws IOException {
        furnish();
        assertThat(linesWith("submission :3587\nsmtp :0\n"))
                .hasSize(4)
                .anyMatch(line -> line.contains("submission on port 3587"))
                .noneMatch(line -> line.contains("smtp://") || line.contains("POP3"));
    }

    @Test
    void aHomeWithoutItsMailboxesIsOnlyNamed() throws IOException {
        assertThat(linesWith("smtp :25\n")).containsExactly("running; home " + home);
    }
}
