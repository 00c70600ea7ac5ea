package eqmail.send;

import eqmail.bounce.FailureNote;
import eqmail.bytes.Latin1;
import eqmail.delivery.Router;
import eqmail.mail.MessageId;
import eqmail.mail.Verdict;
import eqmail.spool.Change;
import eqmail.spool.Durable;
import eqmail.spool.Spool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns the outcome of a delivery into one log line and one spool record. Nobody waits for these records: what a crash can
 * cost is that a recipient is tried once more, never that one is forgotten. A message that ends at its first try leaves a
 * single record, its removal.
 */
final class Settlement {
    /** The most a report may have, as qmail-send allows its spawners (REPORTMAX less number and letter). */
    static final int LONGEST_REPORT = 9_998;

    static final String TOO_LONG_IN_QUEUE =
            "I'm not going to try again; this message has been in the queue too long.\n";

    private final Spool spool;
    private final SendLog log;
    /** The latest record. Written by the owner thread. */
    private volatile Durable latest = () -> {};
    /** Was something recorded since {@link #watch} looked? Owner thread only. */
    private boolean unwatched;

    Settlement(Spool spool, SendLog log) {
        this.spool = spool;
        this.log = log;
    }

    /**
     * Logs the outcome, marks the recipient and answers the changes to record.
     *
     * @param verdict null when the deliverer gave none
     */
    List<Change> outcome(Delivery delivery, @Nullable Verdict verdict, Router router) {
        List<Change> changes = new ArrayList<>(4);
        if (verdict == null) {
            log.mangled(delivery.number());
            return changes;
        }
        Verdict last = judged(verdict, delivery.pass().dying());
        log.outcome(delivery.number(), last);
        OpenMessage message = delivery.pass().message;
        if (last instanceof Verdict.Refused refused) {
            String address = router.withoutPrepend(delivery.recipient().address());
            changes.add(new Change.BounceNote(FailureNote.of(address, refused.text())));
            message.noted = true;
        }
        if (!(last instanceof Verdict.Deferred)) {
            changes.add(new Change.Done(delivery.index()));
            message.done(delivery.index());
        }
        return changes;
    }

    /** Records changes of a message; its routing goes before the first ones. */
    void record(OpenMessage message, List<Change> changes) {
        if (changes.isEmpty()) {
            return;
        }
        if (!message.recorded) {
            changes.addFirst(new Change.Routed(message.recipients));
            message.recorded = true;
        }
        write(message.id, changes);
    }

    /** Puts the routing into the spool, if it is not there, so that the message may leave memory. */
    void recordRouting(OpenMessage message) {
        if (!message.recorded) {
            message.recorded = true;
            write(message.id, List.of(new Change.Routed(message.recipients)));
        }
    }

    void removed(MessageId id, boolean bounced) {
        Change removed = new Change.Removed();
        write(id, bounced ? List.of(new Change.BounceSent(), removed) : List.of(removed));
        log.ended(id);
    }

    /**
     * Waits until everything recorded so far is durable: from then on a load sees it. Any thread may call it.
     *
     * @throws IOException when the spool cannot be written any more
     */
    void await() throws IOException {
        latest.await();
    }

    /** Sees after what was recorded since the last call; {@code lost} hears of a queue that cannot be written any more. */
    void watch(Executor waiting, Consumer<String> lost) {
        Durable durable = latest;
        if (!unwatched) {
            return;
        }
        unwatched = false;
        waiting.execute(() -> {
            try {
                durable.await();
            } catch (IOException e) {
                lost.accept(String.valueOf(e.getMessage()));
            }
        });
    }

    private void write(MessageId id, List<Change> changes) {
        latest = spool.record(id, changes);
        unwatched = true;
    }

    private static Verdict judged(Verdict verdict, boolean dying) {
        String text = Latin1.cString(verdict.text());
        if (text.length() > LONGEST_REPORT) {
            text = text.substring(0, LONGEST_REPORT);
        }
        return verdict instanceof Verdict.Deferred && dying
                ? new Verdict.Refused(text + TOO_LONG_IN_QUEUE)
                : Verdict.of(verdict.letter(), text);
    }
}
