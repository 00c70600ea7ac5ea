package eqmail.pop3;

import eqmail.net.Connection;
import eqmail.net.Dialogue;
import eqmail.tls.ServerTls;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * One POP3 session of the daemon (RFC 1939, 2449, 2595), which does all in one what qmail-popup, a checker and qmail-pop3d
 * do under tcpserver.
 */
public final class Session {
    /** RFC 1939 3 asks for no less; a session that idles keeps others from the mailbox. */
    static final Duration IDLE = Duration.ofMinutes(10);

    /** However slowly a mailbox is fetched. */
    static final Duration WHOLE = Duration.ofHours(24);

    private final Pop3Host host;
    private final Dialogue client;
    private final Map<String, String> environment;
    private final Encryption encryption;

    /** A session on {@code connection}; the variables count as in tcp-environ(5). */
    public Session(Connection connection, Map<String, String> environment, Pop3Host host) {
        this.host = host;
        this.client = new Dialogue(connection, host.nanoClock(), WHOLE, IDLE);
        this.environment = environment;
        this.encryption = new Encryption(client, host, Optional.ofNullable(environment.get("TLSCIPHERS")));
    }

    /**
     * Holds the whole conversation.
     *
     * @param tlsAtOnce does the client expect TLS before the greeting?
     */
    public void run(boolean tlsAtOnce) throws InterruptedException {
        try {
            if (!tlsAtOnce || startTls()) {
                converse();
                client.flush();
            }
        } catch (IOException gone) {
            // Too slow, closed, or no TLS with it: without QUIT nothing changes.
        } finally {
            encryption.end();
        }
    }

    private boolean startTls() throws IOException {
        Optional<ServerTls> keys = encryption.offer();
        if (keys.isPresent()) {
            encryption.start(keys.get());
        }
        return keys.isPresent();
    }

    private void converse() throws IOException, InterruptedException {
        Commands commands = new Commands(client, IDLE);
        Authorization authorization = new Authorization(host, client, commands, encryption, environment);
        try (Maildrop maildrop = authorization.run()) {
            if (maildrop != null) {
                new Transaction(client, commands, maildrop, Manner.STANDARD, authorization.capabilities()).run();
            }
        }
    }
}
