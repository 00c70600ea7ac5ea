package eqmail.smtpd;

import eqmail.tls.CredentialException;
import eqmail.tls.ServerTls;
import eqmail.tls.TlsConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** TLS of one session: by STARTTLS (RFC 3207), or before the greeting; and what a client's certificate is good for. */
final class Encryption {
    /** A handshake is a few packets. Whoever needs longer than this holds a session for nothing. */
    static final Duration HANDSHAKE_WITHIN = Duration.ofMinutes(2);

    private final SmtpdHost host;
    private final Peer peer;
    private final Client client;
    private final SessionLog log;
    private @Nullable ServerTls settings;
    private @Nullable TlsConnection tls;
    private boolean judged;
    private String reason = "";

    Encryption(SmtpdHost host, Peer peer, Client client, SessionLog log) {
        this.host = host;
        this.peer = peer;
        this.client = client;
        this.log = log;
    }

    /** What came of an attempt to begin. */
    enum Start {
        /** Everything goes encrypted from now on. */
        DONE,
        /** We have no certificate, or cannot use it; the client was told in clear text. */
        UNAVAILABLE,
        /** The handshake failed; nothing sensible can follow. */
        FAILED
    }

    /** Begins, and tells the client what it needs to know. Nothing that was sent ahead in clear text counts. */
    Start start(Duration timeout) throws IOException {
        peer.discardInput();
        ServerTls now;
        try {
            now = host.tls().load(Optional.ofNullable(client.environment().get("TLSCIPHERS")));
        } catch (CredentialException e) {
            peer.refuseCommand("454 TLS " + e.part().text() + ": " + e.getMessage() + " (#4.3.0)");
            return Start.UNAVAILABLE;
        }
        if (!client.tlsAtOnce()) {
            peer.reply("220 ready for tls");
        }
        peer.flush();
        TlsConnection encrypted = now.over(peer.connection());
        try {
            encrypted.timeout(timeout);
            encrypted.handshake(timeout.compareTo(HANDSHAKE_WITHIN) < 0 ? timeout : HANDSHAKE_WITHIN);
        } catch (IOException e) {
            log.event("read failed");
            peer.timeout(timeout);
            peer.reply("454 TLS connection failed: " + TlsConnection.words(e) + " (#4.3.0)");
            return Start.FAILED;
        }
        peer.connection(encrypted);
        settings = now;
        tls = encrypted;
        client.cipher(encrypted.cipher());
        return Start.DONE;
    }

    /** May the client send anywhere because of its certificate? That is found out once, when a recipient asks for it. */
    boolean relays() {
        if (tls == null || settings == null || judged) {
            return false;
        }
        judged = true;
        return switch (settings.judge(tls, host.clock().instant())) {
            case ServerTls.Judgement.Relay relay -> {
                client.relayByCertificate(relay.address());
                yield true;
            }
            case ServerTls.Judgement.NoRelay none -> {
                reason = none.reason();
                yield false;
            }
        };
    }

    /** What a refusal of a recipient says about certificates. */
    String refusal() {
        return tls == null ? "" : "; no valid cert for gatewaying" + (reason.isEmpty() ? "" : ": " + reason);
    }

    /** The session is over. */
    void end() {
        if (tls != null) {
            tls.end();
        }
    }
}
