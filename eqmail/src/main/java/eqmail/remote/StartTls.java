package eqmail.remote;

import eqmail.log.Log;
import eqmail.tls.ClientTls;
import eqmail.tls.CredentialException;
import eqmail.tls.TlsConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * TLS with one server: whether there is any, how it begins, and whether the server is the one it should be (delivery.md
 * 10.8; RFC 3207). Where a file demands it there is no mail without it; elsewhere it is taken if it can be had.
 */
final class StartTls {
    /** Where TLS begins at once (RFC 8314 3.3). */
    private static final int SMTPS_PORT = 465;

    private static final int READY = 220;
    private static final int OK = 250;
    /** A handshake is a few packets; a server that hangs in it is better talked to in clear text. */
    private static final Duration HANDSHAKE_WITHIN = Duration.ofMinutes(2);

    private final ClientTls tls;
    private final Target target;
    private final boolean clearOnly;

    /** {@code clearOnly}: it was tried with this server, and failed. */
    StartTls(ClientTls tls, Target target, boolean clearOnly) {
        this.tls = tls;
        this.target = target;
        this.clearOnly = clearOnly;
    }

    /** How it goes on. */
    sealed interface Outcome {
        /** In TLS from here on. */
        record Encrypted() implements Outcome {}

        /** In clear text; what the server offers stands in {@code reply}. */
        record Clear(Reply reply) implements Outcome {}

        /** Not at all, but the dialogue is in order. */
        record Refused(String report) implements Outcome {}

        /** Not over this connection; over another one in clear text if {@code optional}. */
        record Broken(String report, boolean optional) implements Outcome {}
    }

    /** Does the server expect TLS before its greeting? */
    boolean atOnce() {
        return target.port() == SMTPS_PORT;
    }

    /** Before the greeting. */
    Outcome begin(Peer peer) throws IOException {
        return encrypt(peer, tls.demanded(target.host()));
    }

    /** After EHLO, which {@code ehlo} has answered. */
    Outcome after(Reply ehlo, Peer peer) throws IOException {
        Optional<String> demanded = tls.demanded(target.host());
        boolean offered = ehlo.code() == OK && Opening.offers(ehlo, "STARTTLS");
        if (demanded.isEmpty() && (!offered || clearOnly || !tls.allowed(target.host()))) {
            return new Outcome.Clear(ehlo);
        }
        if (!offered) {
            return new Outcome.Refused("No TLS achieved while " + demanded.orElseThrow() + " exists; connecting to "
                    + target.ip() + ".\n");
        }
        if (demanded.isPresent()) {
            Optional<Outcome> unusable = unusable(demanded.get());
            if (unusable.isPresent()) {
                return unusable.get();
            }
        }
        Reply reply = peer.ask("STARTTLS");
        if (reply.code() == READY) {
            return encrypt(peer, demanded);
        }
        // Whoever offered TLS and then refuses it gets no password, as with the original: the offers are forgotten.
        return demanded.isEmpty()
                ? new Outcome.Clear(reply)
                : new Outcome.Refused("STARTTLS rejected while " + demanded.get() + " exists; connecting to "
                        + target.ip() + ".\n" + reply.quoted());
    }

    private Optional<Outcome> unusable(String file) {
        try {
            tls.trust(file);
            return Optional.empty();
        } catch (CredentialException e) {
            return Optional.of(new Outcome.Refused(
                    "TLS unable to load " + file + ": " + e.fault() + "; connecting to " + target.ip() + ".\n"));
        }
    }

    private Outcome encrypt(Peer peer, Optional<String> demanded) throws IOException {
        TlsConnection encrypted;
        try {
            encrypted = tls.over(peer.connection(), target.host(), target.port());
            peer.encrypt(encrypted, HANDSHAKE_WITHIN);
        } catch (IOException e) {
            boolean optional = demanded.isEmpty() && !atOnce() && target.login().isEmpty();
            return new Outcome.Broken(
                    "TLS connect failed: " + TlsConnection.words(e) + "; connected to " + target.ip() + ".\n",
                    optional);
        }
        return demanded.isEmpty() ? new Outcome.Encrypted() : verified(encrypted, demanded.get());
    }

    private Outcome verified(TlsConnection server, String file) {
        try {
            ClientTls.Trust trust = tls.trust(file);
            Optional<String> fault = trust.chainFault(server, tls.now());
            if (fault.isPresent()) {
                return refused("with " + file, fault.get());
            }
            fault = trust.nameFault(server, target.host());
            return fault.isPresent()
                    ? refused(Way.printable(target.host()), Log.printable(fault.get()))
                    : new Outcome.Encrypted();
        } catch (CredentialException e) {
            return new Outcome.Refused(
                    "TLS unable to load " + file + ": " + e.fault() + "; connected to " + target.ip() + ".\n");
        }
    }

    private Outcome refused(String by, String fault) {
        return new Outcome.Refused(
                "TLS unable to verify server " + by + ": " + fault + "; connected to " + target.ip() + ".\n");
    }
}
