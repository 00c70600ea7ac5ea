package eqmail.queue;

import java.io.IOException;

/** Something that takes messages for good: the client side of qmail-queue (qmail.c). */
@FunctionalInterface
public interface MailQueue {
    /**
     * Begins one message.
     *
     * @param origin who sends it, for the Received line and the log
     * @throws IOException when nothing could be started at all (callers answer {@code qqt failure})
     */
    Submission open(Origin origin) throws IOException;
}
