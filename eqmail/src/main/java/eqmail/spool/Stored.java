package eqmail.spool;

import eqmail.mail.Body;
import eqmail.mail.Envelope;
import eqmail.mail.MessageId;
import java.time.Instant;
import java.util.List;

/**
 * A queued message with its whole state.
 *
 * @param id its name
 * @param envelope as accepted
 * @param birth when it was accepted
 * @param uid account that handed it in
 * @param routing recipients after routing, in order; empty before it
 * @param routed was it routed (a message may have no recipients)?
 * @param bounce the bounce notes so far, empty if none
 * @param body its text; readable until the message is removed
 */
public record Stored(
        MessageId id,
        Envelope envelope,
        Instant birth,
        int uid,
        List<Recipient> routing,
        boolean routed,
        String bounce,
        Body body) {
    /** Copies the list. */
    public Stored {
        routing = List.copyOf(routing);
    }
}
