package eqmail.tls;

import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Lets every handshake pass: the other side proves that it holds the key of its certificate, and what that certificate is
 * worth is decided afterwards by a {@link ChainCheck}, where mail depends on it at all. Then the answer can say what is
 * wrong, in the protocol that both speak.
 */
final class JudgedLater extends X509ExtendedTrustManager {
    private final X509Certificate[] issuers;

    /** {@code issuers} are named to clients, so that they know which certificate to show. */
    JudgedLater(List<X509Certificate> issuers) {
        this.issuers = issuers.toArray(X509Certificate[]::new);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
        // See above.
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
        // See above.
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
        // See above.
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
        // See above.
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
        // See above.
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
        // See above.
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return issuers.clone();
    }
}
