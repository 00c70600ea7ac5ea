package eqmail.smtpd;

import eqmail.queue.MailQueue;
import eqmail.queue.QueueResult;
import eqmail.queue.Submission;
import eqmail.spp.Plugins;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Answers DATA: opens the queue, passes the message on while it comes in, tells the outcome (network.md 2.7). */
final class DataPhase {
    private final SmtpdHost host;
    private final Peer peer;
    private final Client client;
    private final SmtpdControls controls;
    private final Plugins plugins;
    private final Transaction transaction;
    private final SessionLog log;
    private @Nullable MailQueue queue;

    DataPhase(Conversation conversation, Transaction transaction) {
        this.host = conversation.host();
        this.peer = conversation.peer();
        this.client = conversation.client();
        this.controls = conversation.controls();
        this.plugins = conversation.plugins();
        this.log = conversation.log();
        this.transaction = transaction;
    }

    /** Takes one message. The transaction is over when this returns, whatever became of the message. */
    MessageReader.End receive() throws IOException {
        transaction.close();
        Submission submission;
        try {
            submission = queue().open(host.origin());
        } catch (IOException e) {
            log.trouble("unable to start the queue: " + e.getMessage());
            peer.reply("451 qqt failure (#4.3.0)");
            return MessageReader.End.COMPLETE;
        }
        try (submission) {
            return receive(submission);
        }
    }

    private MessageReader.End receive(Submission submission) throws IOException {
        peer.reply("354 go ahead");
        MessageReader message = new MessageReader(
                submission, controls.dataBytes(), host.limits().headerBytes());
        message.prefix(client.reception().line(host.clock().instant(), host.zone()) + plugins.headers());
        transaction.forgetPlugins();
        MessageReader.End end = message.read(peer.data());
        if (end == MessageReader.End.BARE_LF) {
            log.event("bad newlines");
            peer.reply("451 See http://pobox.com/~djb/docs/smtplf.html.");
        } else if (!refused(message)) {
            tell(submission.commit(transaction.envelope()), submission);
        }
        return end;
    }

    /** Is the message itself a reason not to queue it? Then its envelope is never sent. */
    private boolean refused(MessageReader message) throws IOException {
        if (message.looping()) {
            peer.reply("554 too many hops, this message is looping (#5.4.6)");
            log.event("message looping");
        } else if (message.tooBig()) {
            peer.reply(Transaction.TOO_BIG);
            log.event("message too big");
        } else if (message.headerTooLong()) {
            peer.reply("554 sorry, the header of that message is too long (#5.3.4)");
            log.event("message header too long");
        } else {
            return false;
        }
        return true;
    }

    private void tell(QueueResult result, Submission submission) throws IOException {
        if (result.accepted()) {
            Instant now = host.clock().instant();
            peer.reply("250 ok " + now.getEpochSecond() + " qp " + submission.qp());
            log.event("message accepted");
        } else if (result.permanent()) {
            peer.reply("554 " + result.text());
            log.event("message rejected (" + result.text() + ")");
        } else {
            peer.reply("451 " + result.text());
            log.event("message delayed (" + result.text() + ")");
        }
    }

    /** The queue of this session: chosen at the first message, then fixed. */
    private MailQueue queue() {
        MailQueue chosen = queue;
        if (chosen == null) {
            chosen = host.queue().apply(client.environment());
            queue = chosen;
        }
        return chosen;
    }
}
