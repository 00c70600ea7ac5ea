/**
 * Delivery into a Maildir: one file for each message, written in {@code tmp}, synced, linked into {@code new}, so that
 * a reader never sees half a message and needs no lock (maildir(5)).
 */
@NullMarked
package eqmail.maildir;

import org.jspecify.annotations.NullMarked;
