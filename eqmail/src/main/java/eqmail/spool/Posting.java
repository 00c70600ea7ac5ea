package eqmail.spool;

import eqmail.mail.Envelope;
import java.time.Instant;

/**
 * What is queued beside the text.
 *
 * @param envelope sender and recipients as given
 * @param birth when it was accepted; retries and the queue lifetime count from here
 * @param uid account that handed it in, for the log
 * @param size bytes of the text in unix form, Received line included
 */
public record Posting(Envelope envelope, Instant birth, int uid, long size) {}
