package eqmail.tls;

import static org.assertj.core.api.Assertions.assertThat;

import eqmail.control.Control;
import eqmail.golden.Golden;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateFactsTest {
    @TempDir
    Path home;

    private CertificateFacts facts(String pem) throws Exception {
        Golden.lay(home, "control/servercert.pem", pem);
        return CertificateFacts.read(
                new Control(home), "control/servercert.pem", "mail.example.org", TestAuthority.FROM.plusSeconds(60));
    }

    @Test
    void tellsWhoSignedIt() throws Exception {
        CertificateFacts own =
                facts(Issue.selfSigned("mail.example.org", "EC", TestAuthority.FROM, Duration.ofDays(9)));
        assertThat(own.selfSigned()).isTrue();
        assertThat(own.nameFault()).isEmpty();
        assertThat(own.expires()).isEqualTo(TestAuthority.FROM.plus(Duration.ofDays(9)));
        CertificateFacts signed =
                facts(new TestAuthority("unknown").host("www.example.org", "EC").pem());
        assertThat(signed.selfSigned()).isFalse();
        assertThat(signed.nameFault()).contains("received certificate for www.example.org");
        assertThat(signed.chainFault()).isPresent();
    }
}
