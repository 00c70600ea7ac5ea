package eqmail.tls;

import eqmail.bytes.Latin1;
import eqmail.control.ConstMap;
import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.net.Connection;
import eqmail.tls.CredentialException.Part;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The server's side of TLS as the control files of one moment have it (network.md 4.3). Immutable; sessions that have
 * begun with it keep it when files change.
 */
public final class ServerTls {
    /** Certificate and key of the server; without it there is no TLS. */
    public static final String CERTIFICATE = "control/servercert.pem";

    static final String NAMED = "control/servercerts";
    static final String CLIENT_CA = "control/clientca.pem";
    static final String CLIENT_CRL = "control/clientcrl.pem";
    static final String CLIENTS = "control/tlsclients";
    static final String CIPHERS = "control/tlsserverciphers";

    /** More names than any one server has certificates for; a directory with more is not what it should be. */
    private static final int MOST_NAMES = 10_000;

    private static final String ENDING = ".pem";

    private final Engines engines;
    private final Optional<ConstMap> clients;
    private final ChainCheck check;

    private ServerTls(Engines engines, Optional<ConstMap> clients, ChainCheck check) {
        this.engines = engines;
        this.clients = clients;
        this.check = check;
    }

    /** Where a session gets its TLS from: files read anew by a command, a shared value in the daemon. */
    @FunctionalInterface
    public interface Source {
        /**
         * For a handshake that begins now.
         *
         * @param ciphers of the variable TLSCIPHERS, which comes before the file
         * @throws CredentialException when there can be none
         */
        ServerTls load(Optional<String> ciphers) throws CredentialException;
    }

    /**
     * Reads all files.
     *
     * @param report gets a line for what is there and cannot be used, although TLS goes on without it
     * @throws CredentialException when there can be no TLS
     */
    public static ServerTls load(Control control, Optional<String> ciphers, Consumer<String> report)
            throws CredentialException {
        List<Credential> common = Credential.read(control, CERTIFICATE);
        Map<String, List<Credential>> byName = named(control, report);
        String list = ciphers.isPresent() ? ciphers.get() : Engines.ciphers(control, CIPHERS);
        Optional<ConstMap> clients = Optional.empty();
        List<X509Certificate> authorities = List.of();
        List<X509CRL> revocations = List.of();
        try {
            clients = control.list(CLIENTS).map(ConstMap::keys);
            if (clients.isPresent()) {
                authorities = authorities(control, CLIENT_CA);
                revocations = revocations(control);
            }
        } catch (IOException e) {
            // Without them nobody relays by certificate; everybody else can be served.
            report.accept("TLS client certificates are not looked at: " + e.getMessage());
            clients = Optional.empty();
        }
        boolean ask = clients.isPresent() && !authorities.isEmpty();
        Engines engines = new Engines(control, new HeldKeys(common, byName), authorities, list, report);
        ChainCheck check = new ChainCheck(authorities, revocations, ChainCheck.Usage.CLIENT);
        return new ServerTls(engines, ask ? clients : Optional.empty(), check);
    }

    /** TLS over {@code connection}, before the handshake. */
    public TlsConnection over(Connection connection) {
        return new TlsConnection(connection, engines.server(clients.isPresent()), System::nanoTime);
    }

    /** What the certificate of a client is worth. */
    public sealed interface Judgement {
        /** It may relay; {@code address} is the subject's. */
        record Relay(String address) implements Judgement {}

        /** It may not; the reason is empty if there was no certificate, or nobody may. */
        record NoRelay(String reason) implements Judgement {}
    }

    /** May the client at the other end of {@code connection} send anywhere by its certificate (network.md 4.5)? */
    public Judgement judge(TlsConnection connection, Instant now) {
        List<X509Certificate> chain = connection.peerChain();
        if (clients.isEmpty() || chain.isEmpty()) {
            return new Judgement.NoRelay("");
        }
        Optional<String> fault = check.fault(chain, now);
        if (fault.isPresent()) {
            return new Judgement.NoRelay(fault.get());
        }
        Optional<String> address = Certificates.emailAddress(chain.getFirst());
        if (address.isEmpty()) {
            return new Judgement.NoRelay("contains no email address");
        }
        return clients.get().contains(address.get())
                ? new Judgement.Relay(address.get())
                : new Judgement.NoRelay("email address not in my list of tlsclients");
    }

    /** The certificates in {@code file}, to be trusted; none without the file. */
    static List<X509Certificate> authorities(Control control, String file) throws CredentialException {
        try {
            Optional<String> text = control.text(file);
            List<X509Certificate> all = text.isEmpty() ? List.of() : Certificates.of(Pem.blocks(text.get()));
            if (text.isPresent() && all.isEmpty()) {
                throw new CredentialException(Part.SETTING, file, "there is no certificate in it");
            }
            return all;
        } catch (ControlException e) {
            throw CredentialException.of(Part.SETTING, e);
        } catch (CertificateException | IllegalArgumentException e) {
            throw new CredentialException(Part.SETTING, file, "a certificate is malformed");
        }
    }

    /** The lists in {@code control/clientcrl.pem}; none without the file. */
    static List<X509CRL> revocations(Control control) throws CredentialException {
        try {
            Optional<String> text = control.text(CLIENT_CRL);
            return text.isEmpty() ? List.of() : Certificates.revocations(Pem.blocks(text.get()));
        } catch (ControlException e) {
            throw CredentialException.of(Part.SETTING, e);
        } catch (CertificateException | CRLException | IllegalArgumentException e) {
            throw new CredentialException(Part.SETTING, CLIENT_CRL, "a list is malformed");
        }
    }

    /** {@code control/servercerts/NAME.pem}; one that cannot be used costs only its own name. */
    private static Map<String, List<Credential>> named(Control control, Consumer<String> report) {
        Map<String, List<Credential>> byName = new HashMap<>();
        Path directory = control.home().resolve(NAMED);
        if (!Files.isDirectory(directory)) {
            return byName;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + ENDING)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (byName.size() == MOST_NAMES) {
                    report.accept(NAMED + ": only " + MOST_NAMES + " files are looked at");
                    break;
                }
                try {
                    String host = Latin1.lower(name.substring(0, name.length() - ENDING.length()));
                    byName.put(host, Credential.read(control, NAMED + "/" + name));
                } catch (CredentialException e) {
                    report.accept("TLS without a certificate of its own for one name: " + e.getMessage());
                }
            }
        } catch (IOException e) {
            report.accept(NAMED + ": " + e.getMessage());
        }
        return byName;
    }
}
