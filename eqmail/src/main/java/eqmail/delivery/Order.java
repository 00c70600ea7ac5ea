package eqmail.delivery;

import eqmail.mail.Body;
import eqmail.mail.MessageId;

/**
 * One delivery: one message to one recipient.
 *
 * @param message its id, for logs
 * @param body its text
 * @param sender envelope sender, VERP already applied
 * @param recipient whole address after rewriting (a virtual domain's prepend included)
 */
public record Order(MessageId message, Body body, String sender, String recipient) {}
