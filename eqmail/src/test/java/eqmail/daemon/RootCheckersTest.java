package eqmail.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import eqmail.auth.Checker.Answer;
import eqmail.auth.Claim;
import eqmail.posix.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The root helper's checkers; what needs root is skipped elsewhere, but never where CI says that all must run. */
@Timeout(60)
class RootCheckersTest {
    private static final Claim CLAIM = new Claim("joe", "secret", "");

    @TempDir
    Path home;

    private final List<String> log = new CopyOnWriteArrayList<>();

    @BeforeEach
    void needsRoot() throws IOException {
        if (Credentials.effectiveUid() != 0) {
            if ("true".equals(System.getenv("CI"))) {
                fail("CI must run this as root");
            }
            Assumptions.abort("needs root: its files must be root's");
        }
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.createDirectories(home.resolve("control"));
        write("control/checkeruser", "root\n");
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(home.resolve(file), text);
    }

    private Answer check() throws InterruptedException {
        Map<String, String> environment = Map.of("PATH", "/usr/bin:/bin");
        return new RootCheckers(home, environment, log::add)
                .check(new CheckProtocol.Request("control/checker", CLAIM, Map.of("TCPREMOTEIP", "192.0.2.1")));
    }

    @Test
    void runsTheCommandThatRootHasWritten() throws Exception {
        write("control/checker", "/bin/sh control/script\n");
        write("control/script", "id -u >who; echo $TCPREMOTEIP >>who; tr '\\000' '|' <&3 >>who\n");
        assertThat(check()).isEqualTo(Answer.ACCEPTED);
        assertThat(Files.readString(home.resolve("who"))).isEqualTo("0\n192.0.2.1\njoe|secret||");
        write("control/checker", "/bin/false\n");
        assertThat(check()).isEqualTo(Answer.REJECTED);
        assertThat(log).isEmpty();
    }

    @Test
    void runsItAsTheAccountThatRootHasNamed() throws Exception {
        write("control/checker", "/bin/sh control/script\n");
        write("control/script", "id -u >who; id -Gn | wc -w >>who\n");
        write("control/checkeruser", "nobody\n");
        assertThat(check()).isEqualTo(Answer.ACCEPTED);
        List<String> who = Files.readAllLines(home.resolve("who"));
        assertThat(who.get(0)).isNotEqualTo("0");
        assertThat(who.get(1).strip()).isEqualTo("1");
    }

    @Test
    void obeysNoFileThatOthersCanWrite() throws Exception {
        write("control/checker", "/bin/true\n");
        Path file = home.resolve("control/checker");
        for (String mode : List.of("rw-rw-r--", "rw-r--rw-")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
            assertThat(check()).isEqualTo(Answer.NOT_STARTED);
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setAttribute(file, "unix:uid", 12345);
        assertThat(check()).isEqualTo(Answer.NOT_STARTED);
        Files.delete(file);
        write("control/real", "/bin/true\n");
        Files.createSymbolicLink(file, home.resolve("control/real"));
        assertThat(check()).isEqualTo(Answer.NOT_STARTED);
        assertThat(log).hasSize(4).allMatch(line -> line.contains("control/checker: "));
    }

    @Test
    void runsNothingUnlessBothFilesSaySo() throws Exception {
        for (String command : List.of("", "true", "./checker", "bin/checker true")) {
            write("control/checker", command + "\n");
            assertThat(check()).isEqualTo(Answer.NOT_STARTED);
        }
        write("control/checker", "/bin/true\n");
        write("control/checkeruser", "no-such-account\n");
        assertThat(check()).isEqualTo(Answer.NOT_STARTED);
        Files.delete(home.resolve("control/checkeruser"));
        assertThat(check()).isEqualTo(Answer.NOT_STARTED);
        assertThat(log).hasSize(6).allMatch(line -> line.startsWith("alert: root helper checks no password: "));
    }
}
