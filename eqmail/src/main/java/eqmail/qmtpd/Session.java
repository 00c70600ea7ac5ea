package eqmail.qmtpd;

import eqmail.bytes.Latin1;
import eqmail.bytes.Netstrings;
import eqmail.control.ControlException;
import eqmail.mail.Envelope;
import eqmail.mail.Reception;
import eqmail.net.Connection;
import eqmail.net.Dialogue;
import eqmail.queue.QueueResult;
import eqmail.queue.ServerHost;
import eqmail.queue.Submission;
import eqmail.queue.SubmissionStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One QMTP connection (network.md 7): packages of message, sender and recipients until the client closes. Nothing is held
 * but the addresses; the text goes into the queue while it comes.
 */
public final class Session {
    /** Exit code when the client is gone, at whatever point. */
    public static final int DONE = 0;

    /** Exit code when it does not speak QMTP. */
    public static final int MALFORMED = 100;

    /** Exit code for trouble of ours, for a connection that lasts too long, and for sizes beyond all measure. */
    public static final int TEMPORARY = 111;

    /** A connection lasts no longer. */
    static final Duration WHOLE = Duration.ofHours(1);

    private static final char AS_IT_IS = '\n';
    private static final char LINES_END_IN_CR_LF = '\r';

    private final Dialogue client;
    private final Netstrings in;
    private final Map<String, String> environment;
    private final QmtpdControls.Source source;
    private final ServerHost host;

    /** A session on {@code connection}; the variables count as in tcp-environ(5). */
    public Session(
            Connection connection, Map<String, String> environment, QmtpdControls.Source source, ServerHost host) {
        this.client = new Dialogue(connection, host.nanoClock(), WHOLE, WHOLE);
        this.in = new Netstrings(client.input());
        this.environment = environment;
        this.source = source;
        this.host = host;
    }

    /** Takes all packages; gives the exit code of qmail-qmtpd. */
    public int run() {
        try {
            QmtpdControls controls = source.load().withDataBytes(Optional.ofNullable(environment.get("DATABYTES")));
            while (true) {
                takePackage(controls);
            }
        } catch (ControlException e) {
            return trouble(e);
        } catch (NoQueue e) {
            return trouble(e);
        } catch (Netstrings.Malformed e) {
            return MALFORMED;
        } catch (Netstrings.TooLong | SocketTimeoutException e) {
            return TEMPORARY;
        } catch (IOException gone) {
            return DONE;
        }
    }

    private int trouble(IOException e) {
        host.log().line("qmail-qmtpd: " + e.getMessage());
        return TEMPORARY;
    }

    /** The queue cannot be opened. */
    private static final class NoQueue extends IOException {
        private static final long serialVersionUID = 1;

        NoQueue(IOException cause) {
            super("unable to start the queue: " + cause.getMessage(), cause);
        }
    }

    private void takePackage(QmtpdControls controls) throws IOException {
        long length = in.length();
        if (length == 0) {
            throw new Netstrings.Malformed("a message without its first byte");
        }
        try (Submission submission = open()) {
            takePackage(submission, length, controls);
        }
    }

    private Submission open() throws NoQueue {
        try {
            return host.queue().apply(environment).open(host.origin());
        } catch (IOException e) {
            throw new NoQueue(e);
        }
    }

    private void takePackage(Submission submission, long length, QmtpdControls controls) throws IOException {
        MessageText text = takeText(submission, length, controls.dataBytes());
        String sender = takeSender();
        Recipients recipients = new Recipients(controls, Optional.ofNullable(environment.get("RELAYCLIENT")));
        recipients.read(in);
        String answer;
        if (text.tooBig()) {
            answer = "Dsorry, that message size exceeds my databytes limit (#5.3.4)";
        } else if (sender == null) {
            answer = "Dunacceptable sender (#5.1.7)";
        } else if (recipients.good().isEmpty()) {
            answer = ""; // Nobody will get to hear it.
        } else {
            answer = commit(submission, new Envelope(sender, recipients.good()));
        }
        recipients.answer(answer, client::say);
    }

    private MessageText takeText(Submission submission, long length, long most) throws IOException {
        int form = in.read();
        if (form != AS_IT_IS && form != LINES_END_IN_CR_LF) {
            throw new Netstrings.Malformed("a message that begins neither with LF nor with CR");
        }
        OutputStream queue = SubmissionStream.unix(submission);
        queue.write(
                Latin1.bytes(Reception.of(environment, "QMTP").line(host.clock().instant(), host.zone())));
        MessageText text = new MessageText(queue, form == LINES_END_IN_CR_LF, most);
        in.pass(length - 1, text);
        text.end();
        in.comma();
        return text;
    }

    /** Null for one that is not acceptable. */
    private @Nullable String takeSender() throws IOException {
        long length = in.length();
        if (length >= Recipients.TOO_LONG) {
            in.skip(length);
            in.comma();
            return null;
        }
        String sender = in.text((int) length);
        in.comma();
        return sender.indexOf('\0') < 0 ? sender : null;
    }

    private String commit(Submission submission, Envelope envelope) {
        QueueResult result = submission.commit(envelope);
        return result.accepted()
                ? "Kok " + host.clock().instant().getEpochSecond() + " qp " + submission.qp()
                : result.word();
    }
}
