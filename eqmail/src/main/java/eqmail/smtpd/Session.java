package eqmail.smtpd;

import eqmail.bytes.ByteInput;
import eqmail.control.ControlException;
import eqmail.net.Connection;
import eqmail.smtp.Command;
import eqmail.spp.Plugins;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One SMTP session: reads a command, has it answered, reads the next (RFC 5321; network.md section 2). It owns the
 * connection while it runs, uses one thread, and leaves closing to its caller.
 */
public final class Session {
    /** Exit code after QUIT, or when a plug-in ended the session. */
    public static final int DONE = 0;

    /** Exit code after any other end: the client closed, was too slow or sent a bare LF, or we had trouble. */
    public static final int FAILED = 1;

    private final SmtpdHost host;
    private final Peer peer;
    private final Client client;
    private final SessionLog log;
    private final Encryption encryption;

    /**
     * A session on {@code connection}.
     *
     * @param environment the variables of tcp-environ(5), RELAYCLIENT, DATABYTES and so on, and what children shall
     *     see; the session changes it
     */
    public Session(Connection connection, Map<String, String> environment, SmtpdHost host) {
        this.host = host;
        this.peer = new Peer(connection, host.clock(), host.limits());
        this.client = new Client(environment);
        this.log = new SessionLog(host.log(), client);
        this.encryption = new Encryption(host, peer, client, log);
    }

    /** Holds the whole conversation; gives the exit code of qmail-smtpd. */
    public int run() {
        try {
            int code = converse();
            peer.flush();
            return code;
        } catch (Peer.Gone e) {
            return FAILED;
        } catch (ControlException e) {
            return failed("unable to read controls", "421 unable to read controls (#4.3.0)");
        } catch (AddressLiteral.UnknownAddresses e) {
            String word = "unable to figure out my IP addresses";
            return failed(word, "421 " + word + " (#4.3.0)");
        } catch (SocketTimeoutException e) {
            return failed("timeout", "451 timeout (#4.4.2)");
        } catch (IOException e) {
            log.event("read failed");
            return FAILED;
        } finally {
            encryption.end();
        }
    }

    private int failed(String word, String reply) {
        log.event(word);
        try {
            peer.reply(reply);
            peer.flush();
        } catch (Peer.Gone e) {
            // Nobody is left to hear it; the log line has told it.
        }
        return FAILED;
    }

    private int converse() throws IOException {
        peer.timeout(Duration.ofSeconds(SmtpdControls.DEFAULT_TIMEOUT));
        SmtpdControls controls = load();
        Plugins plugins = plugins();
        peer.timeout(controls.timeout());
        if (client.tlsAtOnce()) {
            Encryption.Start start = encryption.start(controls.timeout());
            if (start == Encryption.Start.UNAVAILABLE) {
                log.event("read failed");
            }
            if (start != Encryption.Start.DONE) {
                return FAILED;
            }
        }
        log.started();
        Verbs verbs = new Verbs(new Conversation(host, peer, client, controls, plugins, encryption, log));
        Verbs.Next next = verbs.greet();
        while (next == Verbs.Next.READ_ON) {
            Command command = read();
            if (command == null) {
                log.event("read failed");
                return FAILED;
            }
            next = peer.overdue() ? tooLong() : verbs.answer(command);
            if (next == Verbs.Next.READ_ON && peer.badCommands() > host.limits().badCommands()) {
                next = tooBad();
            }
        }
        return next == Verbs.Next.QUIT ? DONE : FAILED;
    }

    private SmtpdControls load() throws ControlException {
        try {
            return host.controls().load().withDataBytes(client.dataBytes());
        } catch (ControlException e) {
            log.trouble(String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private Plugins plugins() throws ControlException {
        try {
            return host.plugins().open(client.environment());
        } catch (ControlException e) {
            log.trouble(String.valueOf(e.getMessage()));
            throw e;
        }
    }

    /** The next command; one that is too long counts as unknown, {@code null} means that the client closed. */
    private @Nullable Command read() throws IOException {
        try {
            String line = peer.line(host.limits().commandLine());
            return line == null ? null : Command.parse(line);
        } catch (ByteInput.LineTooLong e) {
            return new Command("", "");
        }
    }

    private Verbs.Next tooLong() throws IOException {
        log.event("session too long");
        peer.reply("421 session too long, closing (#4.3.2)");
        return Verbs.Next.FAIL;
    }

    private Verbs.Next tooBad() throws IOException {
        log.event("too many bad commands");
        peer.reply("421 too many bad commands, closing (#4.7.0)");
        return Verbs.Next.FAIL;
    }
}
