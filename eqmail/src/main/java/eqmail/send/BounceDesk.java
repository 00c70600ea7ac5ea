package eqmail.send;

import eqmail.bounce.Bounce;
import eqmail.bounce.BounceNames;
import eqmail.bytes.UnixToWire;
import eqmail.mail.BodyForm;
import eqmail.mail.MessageId;
import eqmail.queue.Submission;
import eqmail.spool.Stored;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sends the bounce of a message: reads notes and text back from the spool and hands them to the queue. Blocks; any number of
 * threads may do it at a time.
 */
final class BounceDesk {
    private final Surroundings around;
    private final Settlement settlement;
    private final BounceNames names;
    /** Numbers of bounces that are being committed or just were. */
    private final Set<Long> fresh = ConcurrentHashMap.newKeySet();

    BounceDesk(Surroundings around, Settlement settlement, BounceNames names) {
        this.around = around;
        this.settlement = settlement;
        this.names = names;
    }

    /** What came of it. */
    sealed interface Outcome {
        /** Queued and durable as {@code qp}. */
        record Sent(long qp) implements Outcome {}

        /** It was a double bounce: nothing is sent. */
        record Triple() implements Outcome {}

        /** Nothing was sent; {@code warning} is the log line. To be tried again. */
        record Failed(String warning) implements Outcome {}
    }

    /** Sends the bounce of {@code id} and waits until it is safe. A mistake of ours is trouble like any other. */
    Outcome trySend(MessageId id) {
        try {
            return send(id);
        } catch (RuntimeException bug) {
            return new Outcome.Failed("warning: internal error: " + bug);
        }
    }

    /** Is the message of this number a bounce whose outcome the owner thread has not seen yet? */
    boolean isFresh(long number) {
        return fresh.contains(number);
    }

    /** The owner thread has seen the outcome of this bounce. */
    void seen(long qp) {
        fresh.remove(qp);
    }

    private Outcome send(MessageId id) {
        Stored stored;
        try {
            // The notes must be there to be read; and a bounce must not be safe before they are.
            settlement.await();
            stored = around.spool().load(id);
        } catch (IOException e) {
            return new Outcome.Failed("warning: trouble opening bounce/" + id.number() + "; will try again later");
        }
        Bounce bounce = new Bounce(names, stored.envelope().sender());
        return bounce.isTriple() ? new Outcome.Triple() : inject(bounce, stored);
    }

    private Outcome inject(Bounce bounce, Stored stored) {
        try (Submission submission = around.queue().open(around.origin())) {
            fresh.add(submission.qp());
            if (write(bounce, stored, submission)
                    && submission.commit(bounce.envelope()).accepted()) {
                return new Outcome.Sent(submission.qp());
            }
            fresh.remove(submission.qp());
            return new Outcome.Failed("warning: trouble injecting bounce message, will try later");
        } catch (IOException e) {
            return new Outcome.Failed("warning: unable to start qmail-queue, will try later");
        }
    }

    private boolean write(Bounce bounce, Stored stored, Submission submission) {
        OutputStream plain = new SubmissionStream(submission);
        try (OutputStream out = submission.form() == BodyForm.WIRE ? new UnixToWire(plain) : plain) {
            bounce.write(around.clock().instant(), around.zone(), stored.bounce(), stored.body(), out);
            return true;
        } catch (IOException unreadable) {
            return false;
        }
    }

    private static final class SubmissionStream extends OutputStream {
        private final Submission submission;

        SubmissionStream(Submission submission) {
            this.submission = submission;
        }

        @Override
        public void write(int b) {
            submission.write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            submission.write(bytes, offset, length);
        }
    }
}
