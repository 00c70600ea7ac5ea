package eqmail.spool;

import eqmail.mail.MessageId;
import java.io.IOException;

/** A message that is being written. One thread uses it; closing without commit leaves nothing behind. */
public interface Draft extends AutoCloseable {
    /** The id it will have; already fit for the Received line. */
    MessageId id();

    /** Adds text in the form the draft was begun with. Big messages go to disk as they come. */
    void write(byte[] bytes, int offset, int length) throws IOException;

    /**
     * Queues the message. It exists, whole, once the answer completes, and not before.
     *
     * @throws IOException when it certainly is not queued
     */
    Durable commit(Posting posting) throws IOException;

    /** Drops what was not committed. */
    @Override
    void close();
}
