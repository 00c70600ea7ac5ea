/**
 * Mailboxes for mail programs (RFC 1939): the programs qmail-popup and qmail-pop3d, which answer as they always did, and the
 * roles pop3 and pop3s of the daemon.
 */
@NullMarked
package eqmail.pop3;

import org.jspecify.annotations.NullMarked;
