package eqmail.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import eqmail.posix.Credentials;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The root helper's files with keys; needs root, since directories must be root's. */
class RootSecretsTest {
    private static final String FILE = "control/servercert.pem";

    @TempDir
    Path home;

    private final List<String> log = new CopyOnWriteArrayList<>();

    @BeforeEach
    void needsRoot() throws IOException {
        if (Credentials.effectiveUid() != 0) {
            if ("true".equals(System.getenv("CI"))) {
                fail("CI must run this as root");
            }
            Assumptions.abort("needs root: its directories must be root's");
        }
        Files.createDirectories(home.resolve("control/servercerts"));
        mode("control", "rwxr-xr-x");
    }

    private void mode(String file, String mode) throws IOException {
        Files.setPosixFilePermissions(home.resolve(file), PosixFilePermissions.fromString(mode));
    }

    private byte[] ask(String file) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        new RootSecrets(home, log::add).serve(file, new DataOutputStream(answer));
        return SecretProtocol.readFile(new DataInputStream(new ByteArrayInputStream(answer.toByteArray())));
    }

    private void refuses(String file, String why) {
        assertThatThrownBy(() -> ask(file)).hasMessage("refused");
        assertThat(log).containsExactly("alert: root helper reads no key: " + why);
    }

    @Test
    void readsAFileThatIsRootsAlone() throws IOException {
        Files.writeString(home.resolve(FILE), "key");
        mode(FILE, "rw-------");
        assertThat(ask(FILE)).asString().isEqualTo("key");
        Files.writeString(home.resolve("control/servercerts/a.pem"), "other");
        assertThat(ask("control/servercerts/a.pem")).asString().isEqualTo("other");
        assertThat(log).isEmpty();
    }

    @Test
    void followsALinkThatRootHasMade() throws IOException {
        Files.writeString(home.resolve("elsewhere"), "key");
        Files.createSymbolicLink(home.resolve(FILE), Path.of("../elsewhere"));
        assertThat(ask(FILE)).asString().isEqualTo("key");
    }

    @Test
    void readsNothingWhereOthersMakeNames() throws IOException {
        Files.writeString(home.resolve(FILE), "key");
        mode("control", "rwxrwxr-x");
        refuses(FILE, "control: must be root's, and nobody else's to write");
    }

    @Test
    void readsNothingInADirectoryOfSomebodyElse() throws IOException {
        Files.writeString(home.resolve("control/servercerts/a.pem"), "key");
        Files.setAttribute(home.resolve("control/servercerts"), "unix:uid", 1);
        refuses("control/servercerts/a.pem", "control/servercerts: must be root's, and nobody else's to write");
    }

    @Test
    void readsNoDirectoryAndNothingTooLarge() throws IOException {
        Files.createDirectory(home.resolve(FILE));
        refuses(FILE, FILE + ": not a file");
        log.clear();
        Files.write(home.resolve("control/clientcert.pem"), new byte[SecretProtocol.LARGEST + 1]);
        refuses("control/clientcert.pem", "control/clientcert.pem: larger than 1048576 bytes");
    }

    @Test
    void tellsWhenThereIsNone() {
        assertThatThrownBy(() -> ask(FILE)).hasMessage("refused");
        assertThat(log).hasSize(1).allMatch(line -> line.contains(FILE));
    }
}
