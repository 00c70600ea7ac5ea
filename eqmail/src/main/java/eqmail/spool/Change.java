package eqmail.spool;

import eqmail.delivery.Channel;
import java.time.Instant;
import java.util.List;

/** What can happen to a queued message. */
public sealed interface Change {
    /**
     * Its recipients were rewritten and given a channel (qmail-send's preprocessing); replaces any earlier routing. A
     * channel that got recipients is due since the birth of the message until a {@link RetryAt} says otherwise.
     */
    record Routed(List<Recipient> recipients) implements Change {
        /** Copies the list. */
        public Routed {
            recipients = List.copyOf(recipients);
        }
    }

    /** Recipient {@code index} of the routing needs no further try. */
    record Done(int index) implements Change {}

    /** {@code text} is added to the bounce that its sender will get. */
    record BounceNote(String text) implements Change {}

    /** The bounce is queued or was dropped; its notes are forgotten. */
    record BounceSent() implements Change {}

    /** The next pass over {@code channel} is due at {@code time}. */
    record RetryAt(Channel channel, Instant time) implements Change {}

    /** The message leaves the queue. */
    record Removed() implements Change {}
}
