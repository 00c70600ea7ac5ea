package eqmail.spool;

import eqmail.mail.BodyForm;
import eqmail.mail.MessageId;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** The durable queue of one owner. Safe for calls from many threads. */
public interface Spool extends AutoCloseable {
    /**
     * Begins a message. May wait while too many bytes are in flight.
     *
     * @param form how its text will be written
     * @throws SpoolFullException when disk space or inodes run short; nothing is lost, the peer should come again
     * @throws IOException when the spool has stopped after a failed sync, or the host is in trouble
     */
    Draft begin(BodyForm form) throws IOException;

    /** Every queued message, oldest first, from memory and without its recipients' texts; called once at start. */
    void forEach(Consumer<Summary> visitor);

    /**
     * The whole state of a queued message. Every durable change counts, and changes become durable in the order in which
     * they were handed to {@link #record}: who has awaited the latest sees them all.
     *
     * @throws java.io.FileNotFoundException when it is not (or no longer) queued
     * @throws IOException when it cannot be read now
     */
    Stored load(MessageId id) throws IOException;

    /**
     * Records changes of one message, in order, all or none.
     *
     * @return completes when they are durable; callers that may repeat the step after a crash need not wait
     */
    Durable record(MessageId id, List<Change> changes);

    /** Messages in the queue. */
    long count();

    /** Writes a checkpoint and lets go of the files. Nothing is lost by not calling it. */
    @Override
    void close() throws IOException;
}
