/**
 * qmail-send: gives every recipient a way out (local or remote), decides when and how many deliveries run, settles their
 * outcomes in the spool and the log, and sends bounces. {@link eqmail.send.Send} is the face; one thread owns all state
 * behind it. Times inside are seconds since 1970, as the retry rule of qmail counts them.
 */
@NullMarked
package eqmail.send;

import org.jspecify.annotations.NullMarked;
