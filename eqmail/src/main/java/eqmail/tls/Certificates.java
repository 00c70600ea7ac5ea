package eqmail.tls;

import eqmail.bytes.Latin1;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reading certificates, and what they say about whom they are for. */
final class Certificates {
    private static final Set<String> LABELS = Set.of("CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE");
    private static final byte[] COMMON_NAME = Der.id("2.5.4.3");
    private static final byte[] EMAIL_ADDRESS = Der.id("1.2.840.113549.1.9.1");
    private static final int DNS_NAME = 2;

    private Certificates() {}

    /** The certificates among {@code blocks}. */
    static List<X509Certificate> of(List<Pem> blocks) throws CertificateException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> all = new ArrayList<>();
        for (Pem block : blocks) {
            if (LABELS.contains(block.label())) {
                // A "trusted" one has settings of OpenSSL behind the certificate, which the parser leaves unread.
                all.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.bytes())));
            }
        }
        return all;
    }

    /** The revocation lists among {@code blocks}. */
    static List<X509CRL> revocations(List<Pem> blocks) throws CertificateException, CRLException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509CRL> all = new ArrayList<>();
        for (Pem block : blocks) {
            if (block.label().equals("X509 CRL")) {
                all.add((X509CRL) factory.generateCRL(new ByteArrayInputStream(block.bytes())));
            }
        }
        return all;
    }

    /** Is the certificate signed by its own subject? */
    static boolean selfIssued(X509Certificate one) {
        return one.getSubjectX500Principal().equals(one.getIssuerX500Principal());
    }

    /** Who of {@code candidates} signed {@code one}, itself left out. */
    static @Nullable X509Certificate issuer(X509Certificate one, Collection<X509Certificate> candidates) {
        for (X509Certificate candidate : candidates) {
            if (candidate.getSubjectX500Principal().equals(one.getIssuerX500Principal())
                    && !candidate.equals(one)
                    && signed(candidate, one)) {
                return candidate;
            }
        }
        return null;
    }

    private static boolean signed(X509Certificate issuer, X509Certificate one) {
        try {
            one.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** The dNSNames of the subject's alternative names. */
    static List<String> dnsNames(X509Certificate one) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> all = one.getSubjectAlternativeNames();
            for (List<?> name : all == null ? List.<List<?>>of() : all) {
                if (Integer.valueOf(DNS_NAME).equals(name.get(0))) {
                    names.add((String) name.get(1));
                }
            }
        } catch (CertificateParsingException e) {
            // Names that cannot be read are nobody's.
        }
        return names;
    }

    /** The last common name of the subject, the most specific one. */
    static Optional<String> commonName(X509Certificate one) {
        List<String> all = subject(one, COMMON_NAME);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }

    /** The first e-mail address of the subject. */
    static Optional<String> emailAddress(X509Certificate one) {
        return subject(one, EMAIL_ADDRESS).stream().findFirst();
    }

    /** Values of one attribute of the subject as bytes; those that are no plain strings, or hold a NUL, do not count. */
    private static List<String> subject(X509Certificate one, byte[] attribute) {
        List<String> values = new ArrayList<>();
        try {
            DerReader names = new DerReader(one.getSubjectX500Principal().getEncoded()).enter(Der.SEQUENCE);
            while (names.hasNext()) {
                DerReader set = names.enter(Der.SET);
                while (set.hasNext()) {
                    DerReader pair = set.enter(Der.SEQUENCE);
                    boolean wanted = Arrays.equals(pair.whole(), attribute);
                    int tag = pair.tag();
                    boolean string = tag == Der.UTF8_STRING
                            || tag == Der.PRINTABLE_STRING
                            || tag == Der.TELETEX_STRING
                            || tag == Der.IA5_STRING;
                    if (wanted && string) {
                        String value = Latin1.string(pair.value(tag));
                        if (!value.isEmpty() && value.indexOf('\0') < 0) {
                            values.add(value);
                        }
                    }
                }
            }
        } catch (IOException malformed) {
            // Then what was read so far is all there is.
        }
        return values;
    }
}
