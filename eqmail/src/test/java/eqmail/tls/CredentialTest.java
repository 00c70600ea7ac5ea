package eqmail.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.bytes.Latin1;
import eqmail.control.Control;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialTest {
    private static final String FILE = "control/servercert.pem";

    private static final TestAuthority AUTHORITY = new TestAuthority("A");

    @TempDir
    private Path home;

    @BeforeEach
    void makeControl() throws IOException {
        Files.createDirectory(home.resolve("control"));
    }

    private List<Credential> read(String text) throws IOException {
        Files.write(home.resolve(FILE), Latin1.bytes(text));
        return Credential.read(new Control(home), FILE);
    }

    private void assertFault(String text, CredentialException.Part part, String words) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOfSatisfying(
                        CredentialException.class, e -> assertThat(e.part()).isEqualTo(part))
                .hasMessageStartingWith(FILE + ": ")
                .hasMessageContaining(words);
    }

    /** What stands inside the PKCS #8 form of a key. */
    private static byte[] inner(TestAuthority.Issued issued) throws IOException {
        DerReader key = new DerReader(issued.key().getEncoded()).enter(Der.SEQUENCE);
        key.value(Der.INTEGER);
        key.enter(Der.SEQUENCE);
        return key.value(Der.OCTET_STRING);
    }

    @Test
    void readsAKeyInPkcs8() throws IOException {
        TestAuthority.Issued issued = AUTHORITY.host("mx.example", "RSA");
        assertThat(read(issued.pem())).singleElement().satisfies(c -> {
            assertThat(c.key()).isEqualTo(issued.key());
            assertThat(c.chain()).containsExactly(issued.certificate());
        });
    }

    @Test
    void readsAnRsaKeyInPkcs1() throws IOException {
        TestAuthority.Issued issued = AUTHORITY.host("mx.example", "RSA");
        String text = issued.certificatePem() + Pem.text("RSA PRIVATE KEY", inner(issued));
        assertThat(read(text).getFirst().key()).isEqualTo(issued.key());
    }

    @Test
    void readsAnEllipticKeyInSec1WithItsParametersInFront() throws IOException {
        TestAuthority.Issued issued = AUTHORITY.host("mx.example", "EC");
        DerReader outer = new DerReader(issued.key().getEncoded()).enter(Der.SEQUENCE);
        outer.value(Der.INTEGER);
        DerReader algorithm = outer.enter(Der.SEQUENCE);
        algorithm.whole();
        byte[] curve = algorithm.whole();
        DerReader bare = new DerReader(inner(issued)).enter(Der.SEQUENCE);
        byte[] sec1 = Der.sequence(bare.whole(), Der.octets(bare.value(Der.OCTET_STRING)), Der.of(Der.CONTEXT, curve));
        String text = Pem.text("EC PARAMETERS", curve) + Pem.text("EC PRIVATE KEY", sec1) + issued.certificatePem();
        // The two forms keep different things beside the number itself, so the keys are not equal.
        assertThat(PrivateKeys.match(
                        read(text).getFirst().key(), issued.certificate().getPublicKey()))
                .isTrue();
    }

    @Test
    void readsTwoKindsOfKeysSideBySideInAnyOrder() throws IOException {
        TestAuthority.Issued rsa = AUTHORITY.host("mx.example", "RSA");
        TestAuthority.Issued ec = AUTHORITY.host("mx.example", "EC");
        List<Credential> both = read("some words\n" + AUTHORITY.pem() + ec.pem() + "\n" + rsa.pem());
        assertThat(both).extracting(c -> c.key().getAlgorithm()).containsExactly("EC", "RSA");
        assertThat(both)
                .extracting(Credential::chain)
                .containsExactly(
                        List.of(ec.certificate(), AUTHORITY.certificate()),
                        List.of(rsa.certificate(), AUTHORITY.certificate()));
    }

    @Test
    void findsTheChainAmongCertificatesInAnyOrder() throws IOException {
        TestAuthority middle = AUTHORITY.below("B");
        TestAuthority.Issued issued = middle.host("mx.example", "EC");
        List<X509Certificate> chain =
                read(AUTHORITY.pem() + middle.pem() + issued.pem()).getFirst().chain();
        assertThat(chain).containsExactly(issued.certificate(), middle.certificate(), AUTHORITY.certificate());
    }

    @Test
    void namesTheFileOfAnEncryptedKey() {
        TestAuthority.Issued issued = AUTHORITY.host("mx.example", "EC");
        assertFault(
                issued.certificatePem() + Pem.text("ENCRYPTED PRIVATE KEY", new byte[] {48, 0}),
                CredentialException.Part.KEY,
                "encrypted");
        assertFault(
                issued.certificatePem()
                        + "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: X,1\n\nqqq\n"
                        + "-----END RSA PRIVATE KEY-----\n",
                CredentialException.Part.KEY,
                "encrypted");
    }

    @Test
    void tellsWhatIsMissing() {
        TestAuthority.Issued issued = AUTHORITY.host("mx.example", "EC");
        assertThatThrownBy(() -> Credential.read(new Control(home), FILE)).hasMessage(FILE + ": file does not exist");
        assertFault("", CredentialException.Part.CERTIFICATE, "no certificate");
        assertFault(issued.certificatePem(), CredentialException.Part.KEY, "no private key");
        assertFault(
                AUTHORITY.host("a.example", "EC").certificatePem()
                        + Pem.text("PRIVATE KEY", issued.key().getEncoded()),
                CredentialException.Part.KEY,
                "belongs to none");
    }

    @Test
    void tellsWhatIsDamaged() {
        TestAuthority.Issued issued = AUTHORITY.host("mx.example", "EC");
        String pem = issued.pem();
        assertFault(pem.substring(0, pem.length() - 10), CredentialException.Part.CERTIFICATE, "no end of");
        assertFault(
                "-----BEGIN CERTIFICATE-----\n?\n-----END CERTIFICATE-----\n",
                CredentialException.Part.CERTIFICATE,
                "not a PEM file");
        assertFault(Pem.text("CERTIFICATE", new byte[] {1, 2}), CredentialException.Part.CERTIFICATE, "malformed");
        for (byte[] junk : List.of(new byte[] {48, (byte) 0x84}, new byte[] {48, 1, 2}, new byte[0])) {
            for (String label : List.of("PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY")) {
                assertFault(issued.certificatePem() + Pem.text(label, junk), CredentialException.Part.KEY, "");
            }
        }
        assertFault(
                issued.certificatePem() + Pem.text("DSA PRIVATE KEY", new byte[] {48, 0}),
                CredentialException.Part.KEY,
                "kind");
    }
}
