package eqmail.doctor;

import static eqmail.doctor.Patient.told;
import static org.assertj.core.api.Assertions.assertThat;

import eqmail.tls.Issue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateTest {
    private static final Instant MADE = Instant.parse("2026-11-01T00:00:00Z");
    private static final String SELF =
            "WARN signed by itself: enough for other servers, not for people's mail programs";

    @TempDir
    Path home;

    private Patient patient = new Patient(Path.of(""));

    @BeforeEach
    void name() throws IOException {
        patient = new Patient(home).with("control/me", "mail.example.org\n");
    }

    private void issue(String host) throws Exception {
        patient.with("control/servercert.pem", Issue.selfSigned(host, "EC", MADE, Duration.ofDays(100)));
    }

    private List<String> after(int days) throws Exception {
        return told(new Certificate(patient.control(), () -> MADE.plus(Duration.ofDays(days))));
    }

    @Test
    void warnsBeforeItExpires() throws Exception {
        issue("mail.example.org");
        assertThat(after(10)).containsExactly("OK good for 90 days", SELF);
        assertThat(after(79)).containsExactly("OK good for 21 days", SELF);
        assertThat(after(80)).containsExactly("WARN it expires in 20 days", SELF);
        assertThat(after(101)).containsExactly("FAIL it has expired on 2027-02-09T00:00:00Z", SELF);
    }

    @Test
    void isThatOfThisHost() throws Exception {
        issue("www.example.org");
        assertThat(after(1))
                .contains("WARN it is not that of mail.example.org: received certificate for www.example.org");
    }

    @Test
    void mayBeMissingButNotBroken() throws Exception {
        assertThat(after(0)).containsExactly("WARN there is none, so mail comes in unencrypted");
        patient.with("control/servercert.pem", "nonsense\n");
        assertThat(after(0)).containsExactly("FAIL control/servercert.pem: there is no certificate in it");
    }
}
