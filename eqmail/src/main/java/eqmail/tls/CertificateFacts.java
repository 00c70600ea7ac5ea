package eqmail.tls;

import eqmail.control.Control;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * What others will see of the certificate in a file.
 *
 * @param expires last moment at which it is good
 * @param selfSigned has nobody else signed it?
 * @param nameFault why it is not that of the host; empty if it is
 * @param chainFault why those who trust the usual authorities do not trust it; empty if they do
 */
public record CertificateFacts(
        Instant expires, boolean selfSigned, Optional<String> nameFault, Optional<String> chainFault) {
    /**
     * About the certificate of {@code host} in {@code file}.
     *
     * @throws CredentialException if there is none in it, or no key that fits
     */
    public static CertificateFacts read(Control control, String file, String host, Instant now)
            throws CredentialException {
        List<X509Certificate> chain = Credential.read(control, file).getFirst().chain();
        X509Certificate own = chain.getFirst();
        return new CertificateFacts(
                own.getNotAfter().toInstant(),
                Certificates.selfIssued(own),
                HostNames.fault(own, host),
                new ChainCheck(authorities(), List.of(), ChainCheck.Usage.SERVER).fault(chain, now));
    }

    /** Those that come with the Java runtime, which are about the same everywhere. */
    private static List<X509Certificate> authorities() {
        List<X509Certificate> all = new ArrayList<>();
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            @Nullable KeyStore theUsual = null;
            factory.init(theUsual);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509TrustManager x509) {
                    all.addAll(List.of(x509.getAcceptedIssuers()));
                }
            }
        } catch (GeneralSecurityException none) {
            // Then nobody is trusted, which is said of each certificate.
        }
        return all;
    }
}
