package eqmail.tls;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.bytes.Latin1;
import eqmail.control.Control;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateProgramTest {
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @TempDir
    private Path home;

    @BeforeEach
    void lay() throws IOException {
        Files.createDirectory(home.resolve("control"));
        Files.writeString(home.resolve("control/me"), "mail.example\n");
    }

    private int run(String... args) throws IOException {
        InstantSource clock = InstantSource.fixed(Instant.parse("2027-01-01T00:00:00Z"));
        return new CertificateProgram(home, clock, said, said).run(false, List.of(args));
    }

    @Test
    void makesACertificateForBothDirectionsThatOthersCannotRead() throws IOException {
        assertThat(run()).isZero();
        for (String file : List.of("control/servercert.pem", "control/clientcert.pem")) {
            Credential made = Credential.read(new Control(home), file).getFirst();
            assertThat(HostNames.fault(made.chain().getFirst(), "mail.example")).isEmpty();
            assertThat(Files.getPosixFilePermissions(home.resolve(file)))
                    .doesNotContain(PosixFilePermission.OTHERS_READ, PosixFilePermission.GROUP_WRITE);
        }
    }

    @Test
    void takesTheNameFromTheCommandLine() throws IOException {
        assertThat(run("mx.example")).isZero();
        Credential made =
                Credential.read(new Control(home), ServerTls.CERTIFICATE).getFirst();
        assertThat(HostNames.fault(made.chain().getFirst(), "mx.example")).isEmpty();
    }

    @Test
    void neverReplacesACertificate() throws IOException {
        Files.writeString(home.resolve("control/servercert.pem"), "mine");
        assertThat(run()).isEqualTo(111);
        assertThat(Files.readString(home.resolve("control/servercert.pem"))).isEqualTo("mine");
        assertThat(Latin1.string(said.toByteArray())).contains("exists");
    }

    @Test
    void needsAName() throws IOException {
        Files.delete(home.resolve("control/me"));
        assertThat(run()).isEqualTo(100);
        assertThat(run("two words")).isEqualTo(100);
        assertThat(run("a.example", "b.example")).isEqualTo(100);
    }
}
