package eqmail.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChainCheckTest {
    private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");

    private final TestAuthority authority = new TestAuthority("A");
    private final TestAuthority.Issued host = authority.host("mx.example", "EC");

    private static ChainCheck check(TestAuthority trusted) {
        return new ChainCheck(List.of(trusted.certificate()), List.of(), ChainCheck.Usage.SERVER);
    }

    @Test
    void trustsWhatATrustedAuthorityHasSigned() {
        assertThat(check(authority).fault(List.of(host.certificate()), NOW)).isEmpty();
        assertThat(check(authority).fault(List.of(host.certificate(), authority.certificate()), NOW))
                .isEmpty();
    }

    @Test
    void followsAChainInAnyOrder() {
        TestAuthority middle = authority.below("B");
        TestAuthority.Issued leaf = middle.host("mx.example", "RSA");
        assertThat(check(authority)
                        .fault(List.of(leaf.certificate(), authority.certificate(), middle.certificate()), NOW))
                .isEmpty();
        assertThat(check(authority).fault(List.of(leaf.certificate()), NOW))
                .hasValue("unable to get local issuer certificate");
        assertThat(check(middle).fault(List.of(leaf.certificate()), NOW)).isEmpty();
    }

    @Test
    void tellsUnknownAuthoritiesApart() throws GeneralSecurityException {
        TestAuthority other = new TestAuthority("A");
        assertThat(check(other).fault(List.of(host.certificate()), NOW))
                .hasValue("unable to get local issuer certificate");
        assertThat(check(other).fault(List.of(host.certificate(), authority.certificate()), NOW))
                .hasValue("self-signed certificate in certificate chain");
        String own = Issue.selfSigned("mx.example", "EC", NOW, java.time.Duration.ofDays(1));
        assertThat(check(other).fault(TestAuthority.parse(own), NOW)).hasValue("self-signed certificate");
    }

    @Test
    void trustsACertificateThatIsItselfOnTheList() throws GeneralSecurityException {
        String own = Issue.selfSigned("mx.example", "EC", NOW, java.time.Duration.ofDays(1));
        ChainCheck pinned = new ChainCheck(TestAuthority.parse(own), List.of(), ChainCheck.Usage.SERVER);
        assertThat(pinned.fault(TestAuthority.parse(own), NOW)).isEmpty();
        assertThat(pinned.fault(TestAuthority.parse(own), NOW.plusSeconds(90_000)))
                .hasValue("certificate has expired");
    }

    @Test
    void tellsTooEarlyFromTooLate() {
        TestAuthority.Issued brief = authority.host("mx.example", NOW.minusSeconds(10), NOW.plusSeconds(10));
        assertThat(check(authority).fault(List.of(brief.certificate()), NOW)).isEmpty();
        assertThat(check(authority).fault(List.of(brief.certificate()), NOW.plusSeconds(11)))
                .hasValue("certificate has expired");
        assertThat(check(authority).fault(List.of(brief.certificate()), NOW.minusSeconds(11)))
                .hasValue("certificate is not yet valid");
    }

    @Test
    void refusesACertificateForSomethingElse() {
        TestAuthority.Issued person = authority.person("joe@example.org");
        assertThat(check(authority).fault(List.of(person.certificate()), NOW))
                .hasValue("unsuitable certificate purpose");
        assertThat(new ChainCheck(List.of(authority.certificate()), List.of(), ChainCheck.Usage.CLIENT)
                        .fault(List.of(person.certificate()), NOW))
                .isEmpty();
    }

    @Test
    void refusesAnAuthorityThatIsNone() {
        TestAuthority impostor = authority.impostor("evil.example");
        TestAuthority.Issued leaf = impostor.host("mx.example", "EC");
        assertThat(check(authority).fault(List.of(leaf.certificate(), impostor.certificate()), NOW))
                .hasValue("invalid CA certificate");
    }

    @Test
    void asksTheListsOfRevocations() throws GeneralSecurityException {
        TestAuthority.Issued good = authority.host("mx.example", "EC");
        List<X509CRL> lists = Certificates.revocations(Pem.blocks(authority.revocations(host)));
        ChainCheck check = new ChainCheck(List.of(authority.certificate()), lists, ChainCheck.Usage.SERVER);
        assertThat(check.fault(List.of(host.certificate()), NOW)).hasValue("certificate revoked");
        assertThat(check.fault(List.of(good.certificate()), NOW)).isEmpty();
    }

    @Test
    void refusesWhenTheListIsNotThatOfTheAuthority() throws GeneralSecurityException {
        List<X509CRL> lists = Certificates.revocations(Pem.blocks(new TestAuthority("C").revocations()));
        ChainCheck check = new ChainCheck(List.of(authority.certificate()), lists, ChainCheck.Usage.SERVER);
        assertThat(check.fault(List.of(host.certificate()), NOW)).hasValue("unable to get certificate CRL");
    }
}
