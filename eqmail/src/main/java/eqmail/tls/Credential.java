package eqmail.tls;

import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.tls.CredentialException.Part;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * A private key with its certificate and those that lead from it towards a root.
 *
 * @param key of the first certificate
 * @param chain own certificate first
 */
record Credential(PrivateKey key, List<X509Certificate> chain) {
    /** A chain that is longer is a mistake, or a circle. */
    private static final int LONGEST_CHAIN = 10;

    /**
     * What {@code file} holds: for each key in it the certificate that belongs to it, and the chain as far as its
     * certificates are there, too, in whatever order. So one file may hold an RSA and an ECDSA certificate.
     *
     * @throws CredentialException if there is no certificate, no key, or a key without certificate
     */
    static List<Credential> read(Control control, String file) throws CredentialException {
        List<X509Certificate> certificates;
        List<PrivateKey> keys = new ArrayList<>();
        try {
            String text = control.text(file)
                    .orElseThrow(() -> new CredentialException(Part.CERTIFICATE, file, "file does not exist"));
            List<Pem> blocks = Pem.blocks(text);
            certificates = Certificates.of(blocks);
            if (certificates.isEmpty()) {
                throw new CredentialException(Part.CERTIFICATE, file, "there is no certificate in it");
            }
            for (Pem block : blocks) {
                if (PrivateKeys.isKey(block)) {
                    keys.add(PrivateKeys.of(block));
                }
            }
        } catch (ControlException e) {
            throw CredentialException.of(Part.CERTIFICATE, e);
        } catch (IllegalArgumentException e) {
            throw new CredentialException(Part.CERTIFICATE, file, "not a PEM file: " + e.getMessage());
        } catch (CertificateException e) {
            throw new CredentialException(Part.CERTIFICATE, file, "a certificate is malformed");
        } catch (GeneralSecurityException e) {
            throw new CredentialException(Part.KEY, file, String.valueOf(e.getMessage()));
        }
        if (keys.isEmpty()) {
            throw new CredentialException(Part.KEY, file, "there is no private key in it");
        }
        List<Credential> all = new ArrayList<>();
        for (PrivateKey key : keys) {
            X509Certificate own = certificates.stream()
                    .filter(one -> PrivateKeys.match(key, one.getPublicKey()))
                    .findFirst()
                    .orElseThrow(() -> new CredentialException(
                            Part.KEY, file, "a private key in it belongs to none of its certificates"));
            all.add(new Credential(key, chain(own, certificates)));
        }
        return all;
    }

    private static List<X509Certificate> chain(X509Certificate own, List<X509Certificate> others) {
        List<X509Certificate> chain = new ArrayList<>(List.of(own));
        X509Certificate last = own;
        while (chain.size() < LONGEST_CHAIN && !Certificates.selfIssued(last)) {
            X509Certificate issuer = Certificates.issuer(last, others);
            if (issuer == null || chain.contains(issuer)) {
                break;
            }
            chain.add(issuer);
            last = issuer;
        }
        return chain;
    }
}
