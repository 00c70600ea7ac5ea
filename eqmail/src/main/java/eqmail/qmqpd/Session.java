package eqmail.qmqpd;

import eqmail.bytes.ByteInput;
import eqmail.bytes.Latin1;
import eqmail.bytes.Netstrings;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One QMQP connection (network.md 8): one message with its envelope, one answer. The client is believed in everything, so
 * only hosts may get here that may relay; whoever lets them in decides that.
 */
public final class Session {
    /** Exit code when the message was answered, or the client is gone. */
    public static final int DONE = 0;

    /** Exit code when it does not speak QMQP. */
    public static final int MALFORMED = 100;

    /** Exit code for trouble of ours, for a connection that lasts too long, and for sizes beyond all measure. */
    public static final int TEMPORARY = 111;

    /** A connection lasts no longer. */
    static final Duration WHOLE = Duration.ofHours(1);

    /** Room for the length of everything; the original gives no more. */
    private static final int LONGEST_HEADER = 100;

    /** So long is no address (the original's buffer). */
    static final int TOO_LONG = 1000;

    /** Most bytes of all recipients, as in an envelope of qmail-queue. */
    static final int MOST_RECIPIENT_BYTES = 16 * 1024 * 1024;

    /** So long, and so much, is read of a client that gets nothing but a refusal. */
    private static final Duration REFUSED_WITHIN = Duration.ofSeconds(10);

    private static final int MOST_REFUSED = 1 << 20;

    private static final int OUT_OF_MEMORY = 51;
    private static final String BAD_ADDRESS = "Dsorry, I can't accept addresses like that (#5.1.3)";

    private final Dialogue client;
    private final Netstrings in;
    private final Map<String, String> environment;
    private final ServerHost host;
    private final List<String> recipients = new ArrayList<>();
    private int recipientBytes;
    private boolean acceptable = true;

    /** A session on {@code connection}; the variables count as in tcp-environ(5). */
    public Session(Connection connection, Map<String, String> environment, ServerHost host) {
        this.client = new Dialogue(connection, host.nanoClock(), WHOLE, WHOLE);
        this.in = new Netstrings(client.input());
        this.environment = environment;
        this.host = host;
    }

    /** Takes the message; gives the exit code of qmail-qmqpd. */
    public int run() {
        try {
            in.within(LONGEST_HEADER);
            in.within(in.length());
            long length = in.length();
            Submission submission;
            try {
                submission = host.queue().apply(environment).open(host.origin());
            } catch (IOException e) {
                host.log().line("qmail-qmqpd: unable to start the queue: " + e.getMessage());
                return TEMPORARY;
            }
            try (submission) {
                client.say(Netstrings.of(take(submission, length)));
            }
            client.flush();
            return DONE;
        } catch (Netstrings.Malformed e) {
            return MALFORMED;
        } catch (Netstrings.TooLong | SocketTimeoutException e) {
            return TEMPORARY;
        } catch (IOException gone) {
            return DONE;
        }
    }

    /** Tells a client that it may not do this; it will try again when somebody has let it in. */
    public void refuse() {
        try {
            client.say(Netstrings.of("Zsorry, this host takes no QMQP from you (#4.7.1)"));
            client.flush();
            // What lies unread when a connection is closed takes the answer with it.
            client.expectWithin(REFUSED_WITHIN);
            ByteInput input = client.input();
            for (int read = 0; read < MOST_REFUSED && input.fill(); input.consumeTo(input.limit())) {
                read += input.limit() - input.position();
            }
        } catch (IOException gone) {
            // Then it knows, too.
        }
    }

    private String take(Submission submission, long length) throws IOException {
        OutputStream queue = SubmissionStream.unix(submission);
        queue.write(
                Latin1.bytes(Reception.of(environment, "QMQP").line(host.clock().instant(), host.zone())));
        in.pass(length, queue::write);
        in.comma();
        String sender = address();
        while (in.left() > 0) {
            String recipient = address();
            if (recipient != null && recipientBytes <= MOST_RECIPIENT_BYTES) {
                recipientBytes += recipient.length() + 1;
                recipients.add(recipient);
            }
        }
        in.within(1);
        in.comma();
        if (sender == null || !acceptable) {
            return BAD_ADDRESS;
        }
        if (recipientBytes > MOST_RECIPIENT_BYTES) {
            return QueueResult.ofExit(OUT_OF_MEMORY).word();
        }
        QueueResult result = submission.commit(new Envelope(sender, recipients));
        return result.accepted()
                ? "Kok " + host.clock().instant().getEpochSecond() + " qp " + submission.qp()
                : result.word();
    }

    /** The next one; null if the message cannot be taken because of it. */
    private @Nullable String address() throws IOException {
        long length = in.length();
        if (length >= TOO_LONG) {
            in.skip(length);
        }
        String address = length >= TOO_LONG ? "\0" : in.text((int) length);
        in.comma();
        if (address.indexOf('\0') >= 0) {
            acceptable = false;
            return null;
        }
        return address;
    }
}
