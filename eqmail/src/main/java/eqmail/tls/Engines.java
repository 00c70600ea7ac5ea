package eqmail.tls;

import eqmail.bytes.Latin1;
import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.tls.CredentialException.Part;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/** Makes engines that all have the same keys, protocols and suites. */
final class Engines {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final SSLContext context;
    private final String[] suites;

    /**
     * Engines with what {@code keys} holds.
     *
     * @param control says whose TLS it is
     * @param ciphers in OpenSSL's notation
     * @param report gets a line for each word of {@code ciphers} that means nothing, and for a provider that is not there
     */
    Engines(Control control, HeldKeys keys, List<X509Certificate> issuers, String ciphers, Consumer<String> report)
            throws CredentialException {
        try {
            context = TlsProvider.context(control, report);
            context.init(new KeyManager[] {keys}, new TrustManager[] {new JudgedLater(issuers)}, null);
        } catch (GeneralSecurityException e) {
            throw new CredentialException(Part.SETTING, "TLS", String.valueOf(e.getMessage()));
        }
        if (keys.mixed() && TlsProvider.showsOneCertificate(context)) {
            report.accept(
                    "TLS by Conscrypt shows one kind of certificate only; clients that need another are not served");
        }
        CipherList list = CipherList.parse(
                ciphers, List.of(context.getSupportedSSLParameters().getCipherSuites()));
        for (String word : list.unknown()) {
            report.accept("TLS cipher list: " + word + " means no cipher that can be used here");
        }
        suites = list.suites().toArray(String[]::new);
    }

    /** The lines of a cipher file joined, as the original joins them; {@code DEFAULT} if there is nothing in it. */
    static String ciphers(Control control, String file) throws CredentialException {
        try {
            String joined = String.join(":", control.list(file).orElse(List.of()));
            return joined.isEmpty() ? CipherList.DEFAULT : joined;
        } catch (ControlException e) {
            throw CredentialException.of(Part.SETTING, e);
        }
    }

    /** The server's side; {@code wantCertificate} asks the client for one, which it need not have. */
    SSLEngine server(boolean wantCertificate) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = new SSLParameters(suites, PROTOCOLS);
        parameters.setUseCipherSuitesOrder(true);
        parameters.setWantClientAuth(wantCertificate);
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** The client's side; a {@code host} name is told to the server, and a later session with it may be resumed. */
    SSLEngine client(Optional<String> host, int port) {
        SSLEngine engine =
                host.isPresent() ? context.createSSLEngine(Latin1.lower(host.get()), port) : context.createSSLEngine();
        engine.setUseClientMode(true);
        engine.setSSLParameters(new SSLParameters(suites, PROTOCOLS));
        return engine;
    }
}
