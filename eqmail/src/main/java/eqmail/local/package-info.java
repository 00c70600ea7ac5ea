/**
 * Deliveries to accounts of this host: qmail-local, which does what a {@code .qmail} file says, and qmail-lspawn, which
 * finds the account of an address and reports what became of the delivery (delivery.md 7.1 and 8).
 *
 * <p>The same classes serve three callers: the command qmail-local with the message on descriptor 0, the daemon for
 * accounts of its own user, and the root helper whose threads have the account's file-system identity. So nothing here
 * asks who the process is, changes its directory, or looks a name up from anywhere but the open home directory.
 */
@NullMarked
package eqmail.local;

import org.jspecify.annotations.NullMarked;
