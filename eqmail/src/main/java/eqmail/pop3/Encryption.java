package eqmail.pop3;

import eqmail.net.Dialogue;
import eqmail.tls.CredentialException;
import eqmail.tls.ServerTls;
import eqmail.tls.TlsConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** TLS of one session: by STLS (RFC 2595 4), or before the greeting. */
final class Encryption {
    /** A handshake is a few packets. Whoever needs longer than this holds a session for nothing. */
    private static final Duration HANDSHAKE_WITHIN = Duration.ofMinutes(2);

    private final Dialogue client;
    private final Pop3Host host;
    private final Optional<String> ciphers;
    private @Nullable TlsConnection tls;

    /** {@code ciphers}: TLSCIPHERS, if it is set. */
    Encryption(Dialogue client, Pop3Host host, Optional<String> ciphers) {
        this.client = client;
        this.host = host;
        this.ciphers = ciphers;
    }

    /** Can nobody listen? */
    boolean on() {
        return tls != null;
    }

    /** The keys to begin with; empty if there is no certificate, or it cannot be used, which the log says. */
    Optional<ServerTls> offer() {
        try {
            boolean none = on() || !host.certificate().getAsBoolean();
            return none ? Optional.empty() : Optional.of(host.tls().load(ciphers));
        } catch (CredentialException e) {
            return Optional.empty();
        }
    }

    /**
     * Begins; what the client sent ahead in clear text does not count.
     *
     * @throws IOException when the two cannot agree; nothing sensible can follow
     */
    void start(ServerTls keys) throws IOException {
        client.flush();
        TlsConnection encrypted = keys.over(client.connection());
        encrypted.handshake(HANDSHAKE_WITHIN);
        tls = encrypted;
        client.over(encrypted);
    }

    /** The session is over. */
    void end() {
        if (tls != null) {
            tls.end();
        }
    }
}
