package eqmail.spool;

import eqmail.mail.MessageId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the index in memory knows of a message.
 *
 * @param id its name
 * @param birth when it was accepted
 * @param routed were its recipients routed already?
 * @param localDue next pass over its local recipients; null without any (or before routing). It may be set although all of
 *     them are done
 * @param remoteDue the same for remote ones
 */
public record Summary(
        MessageId id,
        Instant birth,
        boolean routed,
        @Nullable Instant localDue,
        @Nullable Instant remoteDue) {}
