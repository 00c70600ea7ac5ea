package eqmail.queue;

import eqmail.mail.BodyForm;
import eqmail.mail.Envelope;

/**
 * A message that nobody will take: its text goes nowhere, and its answer is known.
 *
 * @param exit the exit code of qmail-queue that says why
 */
record AnsweredSubmission(int exit) implements Submission {
    @Override
    public BodyForm form() {
        return BodyForm.UNIX;
    }

    @Override
    public long qp() {
        return 0;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        // The peer may finish its message; the answer comes afterwards.
    }

    @Override
    public QueueResult commit(Envelope envelope) {
        return QueueResult.ofExit(exit);
    }

    @Override
    public void close() {
        // There is nothing to end.
    }
}
