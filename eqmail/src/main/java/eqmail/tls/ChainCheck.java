package eqmail.tls;

import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertStore;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a chain of certificates leads to one that we trust (RFC 5280 6), and if not, why, in the words of OpenSSL that
 * administrators know. Certificates may come in any order; a certificate that is itself on the list is trusted as it is.
 *
 * @param anchors certificates that are trusted
 * @param revocations lists to ask about every certificate of the chain; without any none is asked
 * @param usage what the first certificate must be good for, if it says what it is good for
 */
record ChainCheck(List<X509Certificate> anchors, List<X509CRL> revocations, Usage usage) {
    private static final int LONGEST_CHAIN = 10;
    private static final String ANY_USAGE = "2.5.29.37.0";

    /** Extended key usage. */
    enum Usage {
        SERVER("1.3.6.1.5.5.7.3.1"),
        CLIENT("1.3.6.1.5.5.7.3.2");

        private final String id;

        Usage(String id) {
            this.id = id;
        }
    }

    /** Why {@code presented}, own certificate first, is not trusted at {@code now}; empty if it is. */
    Optional<String> fault(List<X509Certificate> presented, Instant now) {
        X509Certificate own = presented.getFirst();
        try {
            if (anchors.contains(own)) {
                own.checkValidity(Date.from(now));
                return usable(own);
            }
            List<X509Certificate> path = path(presented);
            X509Certificate anchor = Certificates.issuer(path.getLast(), anchors);
            if (anchor == null) {
                return Optional.of(unknownIssuer(path));
            }
            anchor.checkValidity(Date.from(now));
            validate(path, anchor, now);
            return usable(own);
        } catch (CertPathValidatorException e) {
            return Optional.of(words(e));
        } catch (CertificateExpiredException e) {
            return Optional.of("certificate has expired");
        } catch (CertificateNotYetValidException e) {
            return Optional.of("certificate is not yet valid");
        } catch (GeneralSecurityException e) {
            return Optional.of("certificate cannot be checked: " + e.getMessage());
        }
    }

    /** From the first certificate towards a trusted one, as far as it goes. */
    private List<X509Certificate> path(List<X509Certificate> presented) {
        List<X509Certificate> path = new ArrayList<>(List.of(presented.getFirst()));
        while (path.size() < LONGEST_CHAIN) {
            X509Certificate last = path.getLast();
            if (Certificates.issuer(last, anchors) != null || Certificates.selfIssued(last)) {
                break;
            }
            X509Certificate issuer = Certificates.issuer(last, presented);
            if (issuer == null || path.contains(issuer)) {
                break;
            }
            path.add(issuer);
        }
        return path;
    }

    private static String unknownIssuer(List<X509Certificate> path) {
        if (!Certificates.selfIssued(path.getLast())) {
            return "unable to get local issuer certificate";
        }
        return path.size() == 1 ? "self-signed certificate" : "self-signed certificate in certificate chain";
    }

    private void validate(List<X509Certificate> path, X509Certificate anchor, Instant now)
            throws GeneralSecurityException {
        CertPath certificates = CertificateFactory.getInstance("X.509").generateCertPath(path);
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
        parameters.setDate(Date.from(now));
        parameters.setRevocationEnabled(!revocations.isEmpty());
        CertPathValidator validator = CertPathValidator.getInstance("PKIX");
        if (!revocations.isEmpty()) {
            PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
            // Our lists decide; nobody on the network is asked.
            checker.setOptions(
                    EnumSet.of(PKIXRevocationChecker.Option.PREFER_CRLS, PKIXRevocationChecker.Option.NO_FALLBACK));
            parameters.addCertPathChecker(checker);
            parameters.addCertStore(
                    CertStore.getInstance("Collection", new CollectionCertStoreParameters(new HashSet<>(revocations))));
        }
        validator.validate(certificates, parameters);
    }

    private Optional<String> usable(X509Certificate own) throws CertificateParsingException {
        @Nullable List<String> usages = own.getExtendedKeyUsage();
        boolean good = usages == null || usages.contains(usage.id) || usages.contains(ANY_USAGE);
        return good ? Optional.empty() : Optional.of("unsuitable certificate purpose");
    }

    private static String words(CertPathValidatorException e) {
        return switch (e.getReason()) {
            case BasicReason.EXPIRED -> "certificate has expired";
            case BasicReason.NOT_YET_VALID -> "certificate is not yet valid";
            case BasicReason.REVOKED -> "certificate revoked";
            case BasicReason.UNDETERMINED_REVOCATION_STATUS -> "unable to get certificate CRL";
            case BasicReason.INVALID_SIGNATURE -> "certificate signature failure";
            case BasicReason.ALGORITHM_CONSTRAINED -> "certificate uses an algorithm that is too weak";
            case PKIXReason.PATH_TOO_LONG -> "path length constraint exceeded";
            case PKIXReason.NOT_CA_CERT -> "invalid CA certificate";
            case PKIXReason.INVALID_KEY_USAGE -> "key usage does not include certificate signing";
            default -> "certificate cannot be checked: " + e.getMessage();
        };
    }
}
