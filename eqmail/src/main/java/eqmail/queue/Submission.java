package eqmail.queue;

import eqmail.mail.BodyForm;
import eqmail.mail.Envelope;

/**
 * One message on its way into the queue: text first, envelope last, as on qmail-queue's descriptors.
 *
 * <p>Writing never throws: what went wrong is told once, by {@link #commit}, so that a server can read its peer's data
 * to the end and then answer. One thread uses it. Always close it; closing without commit leaves no trace of the message.
 */
public interface Submission extends AutoCloseable {
    /** The form that {@link #write} expects; the cheap one for what stands behind. */
    BodyForm form();

    /** The number for {@code qp N}: process id of a program, or the message number of the spool. */
    long qp();

    /** Adds text in {@link #form()}. */
    void write(byte[] bytes, int offset, int length);

    /**
     * Sends the envelope and waits until the message is durable or refused.
     *
     * @return the queue's answer; only {@link QueueResult#accepted()} means that the message is safe
     */
    QueueResult commit(Envelope envelope);

    /** Gives up what was not committed: a queue program sees a truncated input and keeps nothing (qmail_fail). */
    @Override
    void close();
}
