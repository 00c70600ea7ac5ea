package eqmail.admin;

import eqmail.mail.MessageId;
import eqmail.spool.Stored;
import java.io.IOException;

/** The queue as a command outside the daemon sees it: nothing is changed, and what happens meanwhile may be seen or not. */
@FunctionalInterface
public interface QueueView {
    /** A queue without messages. */
    QueueView EMPTY = visitor -> {};

    /** What is told of each message. */
    interface Visitor {
        /** A message and its state; the text need not be readable after the call. */
        void message(Stored stored) throws IOException;

        /** A message whose state cannot be read. */
        void trouble(MessageId id, IOException reason) throws IOException;
    }

    /**
     * Shows every message, oldest first.
     *
     * @throws IOException when the queue cannot be read, or the visitor threw it
     */
    void forEach(Visitor visitor) throws IOException;
}
