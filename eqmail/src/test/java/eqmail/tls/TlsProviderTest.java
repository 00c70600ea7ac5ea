package eqmail.tls;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.control.Control;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsProviderTest {
    @TempDir
    Path home;

    private final List<String> reports = new ArrayList<>();

    @BeforeEach
    void makeControl() throws IOException {
        Files.createDirectory(home.resolve("control"));
    }

    private String provider() throws Exception {
        return TlsProvider.context(new Control(home), reports::add)
                .getProvider()
                .getName();
    }

    private void write(String line) throws IOException {
        Files.writeString(home.resolve("control/tlsprovider"), line);
    }

    @Test
    void isThatOfTheJdkUnlessTheFileSaysOtherwise() throws Exception {
        assertThat(provider()).isEqualTo("SunJSSE");
        write("jdk\n");
        assertThat(provider()).isEqualTo("SunJSSE");
        write("conscrypt\n");
        assertThat(provider()).isEqualTo("Conscrypt");
        assertThat(reports).isEmpty();
    }

    @Test
    void saysThatConscryptShowsOneKindOfCertificateOnly() throws Exception {
        TestAuthority authority = new TestAuthority("A");
        write("conscrypt\n");
        Files.writeString(
                home.resolve("control/servercert.pem"),
                authority.host("mx.example", "RSA").pem()
                        + authority.host("mx.example", "EC").pem());
        ServerTls.load(new Control(home), Optional.empty(), reports::add);
        assertThat(reports).singleElement().asString().contains("one kind of certificate only");
    }

    @Test
    void goesOnWithTheJdkAndSaysSoWhenTheFileIsOfNoUse() throws Exception {
        write("openssl\n");
        assertThat(provider()).isEqualTo("SunJSSE");
        Files.delete(home.resolve("control/tlsprovider"));
        Files.createDirectory(home.resolve("control/tlsprovider"));
        assertThat(provider()).isEqualTo("SunJSSE");
        assertThat(reports)
                .containsExactly(
                        "TLS of the JDK is used: control/tlsprovider: neither jdk nor conscrypt: openssl",
                        "TLS of the JDK is used: control/tlsprovider: is a directory");
    }
}
