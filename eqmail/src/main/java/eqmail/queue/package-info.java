/**
 * The door of the queue: qmail-queue as a call. Whoever has a message (smtpd, a bounce, a forwarding .qmail line) talks
 * to a {@link eqmail.queue.MailQueue}; behind it stands a program on descriptors 0 and 1, the daemon's spool, or the
 * drop directory.
 */
@NullMarked
package eqmail.queue;

import org.jspecify.annotations.NullMarked;
