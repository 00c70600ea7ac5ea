package eqmail.bfrmt;

import eqmail.mail.Body;
import java.util.List;

/**
 * A message on its way to another host, as qmail-remote is called for it.
 *
 * @param host who is responsible for the recipients: the domain of their addresses
 * @param sender envelope sender; may be empty
 * @param recipients at least one
 * @param body the text
 */
public record Outgoing(String host, String sender, List<String> recipients, Body body) {
    /** The same with another text. */
    Outgoing with(Body other) {
        return new Outgoing(host, sender, recipients, other);
    }
}
