package eqmail.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** An authority that certifies whatever a test needs. */
public final class TestAuthority {
    /** When its certificates are valid, unless said otherwise: ten years from here. */
    public static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");

    public static final Instant TO = FROM.plus(Duration.ofDays(3650));
    private static final String COMMON_NAME = "2.5.4.3";
    private static final String EMAIL_ADDRESS = "1.2.840.113549.1.9.1";

    private final KeyPair key;
    private final byte[] name;
    private final X509Certificate certificate;

    /** A certificate with its key. */
    public record Issued(X509Certificate certificate, PrivateKey key) {
        /** Both as servercert.pem has them. */
        public String pem() {
            return certificatePem() + Pem.text("PRIVATE KEY", key.getEncoded());
        }

        public String certificatePem() {
            return TestAuthority.pem(certificate);
        }
    }

    public TestAuthority(String name) {
        try {
            key = Issue.key("EC");
            this.name = Issue.name(COMMON_NAME, name);
            byte[] signCertificatesAndLists = Der.of(Der.BIT_STRING, new byte[] {1, 0x06});
            List<byte[]> extensions = List.of(
                    Issue.extension("2.5.29.19", true, Der.sequence(Der.yes())),
                    Issue.extension("2.5.29.15", true, signCertificatesAndLists));
            certificate = parse(Issue.certificate(this.name, this.name, key, key, FROM, TO, extensions));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /** A client's side that trusts everybody and shows {@code shown}, if asked for it. */
    public static SSLContext client(Issued... shown) {
        List<Credential> credentials = new ArrayList<>();
        for (Issued one : shown) {
            credentials.add(new Credential(one.key(), List.of(one.certificate())));
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    new KeyManager[] {new HeldKeys(credentials, Map.of())},
                    new TrustManager[] {new JudgedLater(List.of())},
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** A server's side, or a client's that trusts everybody, with this certificate. */
    public static SSLContext server(Issued own) {
        return client(own);
    }

    /** Its own certificate in PEM. */
    public String pem() {
        return pem(certificate);
    }

    /** For a host, by its dNSName. */
    public Issued host(String host, String algorithm) {
        return issue(algorithm, Issue.name(COMMON_NAME, "any"), FROM, TO, List.of(Issue.alternativeName(host)));
    }

    /** For a host, with a time. */
    public Issued host(String host, Instant from, Instant to) {
        return issue("EC", Issue.name(COMMON_NAME, "any"), from, to, List.of(Issue.alternativeName(host)));
    }

    /** For a host, by the common name only. */
    public Issued commonName(String host) {
        return issue("EC", Issue.name(COMMON_NAME, host), FROM, TO, List.of(usage("1.3.6.1.5.5.7.3.1")));
    }

    /** For somebody with an e-mail address. */
    public Issued person(String address) {
        return issue("EC", Issue.name(EMAIL_ADDRESS, address), FROM, TO, List.of(usage("1.3.6.1.5.5.7.3.2")));
    }

    private static byte[] usage(String id) {
        return Issue.extension("2.5.29.37", false, Der.sequence(Der.id(id)));
    }

    private Issued issue(String algorithm, byte[] subject, Instant from, Instant to, List<byte[]> extensions) {
        try {
            KeyPair own = Issue.key(algorithm);
            return new Issued(
                    parse(Issue.certificate(name, subject, key, own, from, to, extensions)), own.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** An authority below this one, as a certificate and the authority itself. */
    public TestAuthority below(String childName) {
        return below(childName, List.of(Issue.extension("2.5.29.19", true, Der.sequence(Der.yes()))));
    }

    /** Somebody with a certificate that says nothing of being an authority, who certifies all the same. */
    public TestAuthority impostor(String childName) {
        return below(childName, List.of(Issue.alternativeName(childName)));
    }

    private TestAuthority below(String childName, List<byte[]> extensions) {
        TestAuthority child = new TestAuthority(childName);
        try {
            return new TestAuthority(
                    child.key,
                    child.name,
                    parse(Issue.certificate(name, child.name, key, child.key, FROM, TO, extensions)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private TestAuthority(KeyPair key, byte[] name, X509Certificate certificate) {
        this.key = key;
        this.name = name;
        this.certificate = certificate;
    }

    /** A list of what is revoked, in PEM. */
    public String revocations(Issued... revoked) {
        List<byte[]> entries = new ArrayList<>();
        for (Issued one : revoked) {
            entries.add(Der.sequence(Der.integer(one.certificate().getSerialNumber()), Der.time(FROM)));
        }
        byte[] list = entries.isEmpty() ? new byte[0] : Der.sequence(entries.toArray(byte[][]::new));
        byte[] body = Der.sequence(Der.integer(1), Issue.algorithm(key), name, Der.time(FROM), Der.time(TO), list);
        try {
            return Pem.text("X509 CRL", Issue.signed(body, key));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String pem(X509Certificate one) {
        try {
            return Pem.text("CERTIFICATE", one.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** The certificates in a text. */
    static List<X509Certificate> parse(String pem) {
        try {
            return Certificates.of(Pem.blocks(pem));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static X509Certificate parse(byte[] der) throws GeneralSecurityException {
        try (ByteArrayInputStream in = new ByteArrayInputStream(der)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
