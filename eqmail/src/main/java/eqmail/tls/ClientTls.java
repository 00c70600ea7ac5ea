package eqmail.tls;

import eqmail.bytes.Latin1;
import eqmail.control.Control;
import eqmail.control.FileMarks;
import eqmail.log.Log;
import eqmail.net.Connection;
import java.nio.file.Files;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of TLS: with which servers, by which certificates, and whether a server is the one it should be
 * (delivery.md 10.8). Files about single servers are looked at for each of them, the others when they have changed, once a
 * second at most. Thread-safe.
 */
public final class ClientTls {
    static final String CERTIFICATE = "control/clientcert.pem";
    static final String CIPHERS = "control/tlsclientciphers";
    private static final String HOSTS = "control/tlshosts/";
    private static final String NOT_HOSTS = "control/notlshosts/";
    private static final String EXHAUSTIVE = "control/tlshosts/exhaustivelist";
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final Control control;
    private final Log log;
    private final InstantSource clock;
    private final LongSupplier nanoClock;
    /** Held by the one thread that looks at files. */
    private final ReentrantLock looking = new ReentrantLock();

    private volatile @Nullable Held held;

    private record Held(Engines engines, long marks, long looked) {}

    /**
     * For the servers that the files below a home speak of.
     *
     * @param log hears of files that cannot be used
     * @param clock tells whether certificates are still good
     */
    public ClientTls(Control control, Log log, InstantSource clock, LongSupplier nanoClock) {
        this.control = control;
        this.log = log;
        this.clock = clock;
        this.nanoClock = nanoClock;
    }

    /** The file that demands TLS with {@code host}, and by whose certificates it is to be checked; a name or "". */
    public Optional<String> demanded(String host) {
        return file(HOSTS, host, ".pem");
    }

    /** May there be TLS with a host for which none is demanded? Without a name nothing speaks against it. */
    public boolean allowed(String host) {
        return host.isEmpty()
                || (!Files.exists(control.home().resolve(EXHAUSTIVE))
                        && file(NOT_HOSTS, host, "").isEmpty());
    }

    /** A file named after {@code host}, as it is written or in lower case. The name may come from anybody's DNS. */
    private Optional<String> file(String directory, String host, String ending) {
        if (host.isEmpty() || host.startsWith(".") || host.indexOf('/') >= 0 || host.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        for (String name : List.of(host, Latin1.lower(host))) {
            String file = directory + name + ending;
            if (Files.exists(control.home().resolve(file))) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    /** What {@code file} trusts. */
    public Trust trust(String file) throws CredentialException {
        List<X509Certificate> authorities = ServerTls.authorities(control, file);
        if (authorities.isEmpty()) {
            throw new CredentialException(CredentialException.Part.SETTING, file, "file does not exist");
        }
        return new Trust(new ChainCheck(authorities, List.of(), ChainCheck.Usage.SERVER));
    }

    /** Who is believed to be a certain server. */
    public static final class Trust {
        private final ChainCheck check;

        private Trust(ChainCheck check) {
            this.check = check;
        }

        /** Why the certificate at the other end is not to be believed at all; empty if it is. */
        public Optional<String> chainFault(TlsConnection server, Instant now) {
            List<X509Certificate> chain = server.peerChain();
            return chain.isEmpty() ? Optional.of("no certificate provided") : check.fault(chain, now);
        }

        /** Why it is not that of {@code host}; empty if it is. */
        public Optional<String> nameFault(TlsConnection server, String host) {
            return HostNames.fault(server.peerChain().getFirst(), host);
        }
    }

    /** Now, for {@link Trust}. */
    public Instant now() {
        return clock.instant();
    }

    /**
     * TLS over {@code connection}, before the handshake.
     *
     * @param host what the server is called, for servers with several names; "" if we do not know
     */
    public TlsConnection over(Connection connection, String host, int port) throws CredentialException {
        Optional<String> name = host.isEmpty() ? Optional.empty() : Optional.of(host);
        SSLEngine engine = engines().client(name, port);
        return new TlsConnection(connection, engine, nanoClock);
    }

    private Engines engines() throws CredentialException {
        Held now = held;
        boolean fresh = now != null && nanoClock.getAsLong() - now.looked() < LOOK_AGAIN.toNanos();
        if (now != null && (fresh || !looking.tryLock())) {
            return now.engines();
        }
        if (now == null) {
            looking.lock();
        }
        try {
            Held last = held;
            long marks = FileMarks.of(control.home(), List.of(CERTIFICATE, CIPHERS, TlsProvider.FILE));
            Engines engines = last != null && last.marks() == marks ? last.engines() : load();
            held = new Held(engines, marks, nanoClock.getAsLong());
            return engines;
        } finally {
            looking.unlock();
        }
    }

    /** Neither a certificate nor a list of ciphers is needed; one that cannot be used counts as none. */
    private Engines load() throws CredentialException {
        List<Credential> own = List.of();
        String ciphers = CipherList.DEFAULT;
        try {
            if (Files.exists(control.home().resolve(CERTIFICATE))) {
                own = Credential.read(control, CERTIFICATE);
            }
            ciphers = Engines.ciphers(control, CIPHERS);
        } catch (CredentialException e) {
            warn("TLS as a client goes on without: " + e.getMessage());
        }
        return new Engines(control, new HeldKeys(own, Map.of()), List.of(), ciphers, this::warn);
    }

    private void warn(String line) {
        log.line("warning: " + Log.printable(line));
    }
}
