package eqmail.tls;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.control.Control;
import eqmail.golden.Golden;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsFilesTest {
    @TempDir
    Path home;

    private void read() throws Exception {
        TlsFiles.read(new Control(home));
    }

    @Test
    void aHomeWithoutTlsIsInOrder() {
        assertThatCode(this::read).doesNotThrowAnyException();
    }

    @Test
    void takesWhatCanBeUsed() throws Exception {
        String pem = Issue.selfSigned("mail.example.org", "EC", Instant.EPOCH, Duration.ofDays(1));
        Golden.lay(home, "control/servercert.pem", pem);
        Golden.lay(home, "control/clientcert.pem", pem);
        Golden.lay(home, "control/tlshosts/mx.example.net.pem", pem);
        assertThatCode(this::read).doesNotThrowAnyException();
    }

    @Test
    void namesEachFileThatCannot() throws Exception {
        Golden.lay(home, "control/tlshosts/mx.example.net.pem", "nothing\n");
        assertThatThrownBy(this::read).hasMessageStartingWith("control/tlshosts/mx.example.net.pem: ");
        Golden.lay(home, "control/clientcert.pem", "nothing\n");
        assertThatThrownBy(this::read).hasMessageStartingWith("control/clientcert.pem: ");
        Golden.lay(home, "control/servercert.pem", "nothing\n");
        assertThatThrownBy(this::read).hasMessageStartingWith("control/servercert.pem: ");
    }

    @Test
    void speaksOfCiphersThatMeanNothing() throws Exception {
        String pem = Issue.selfSigned("mail.example.org", "EC", Instant.EPOCH, Duration.ofDays(1));
        Golden.lay(home, "control/servercert.pem", pem);
        Golden.lay(home, "control/tlsserverciphers", "HIHG\n");
        assertThatThrownBy(this::read).hasMessageContaining("HIHG");
    }
}
