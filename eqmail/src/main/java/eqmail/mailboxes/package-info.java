/**
 * Commands for somebody's own mail: maildirmake, maildir2mbox, maildirwatch (tools.md 8). Names of files that the caller
 * gives are taken from the directory that each is told, not from that of the process.
 */
@NullMarked
package eqmail.mailboxes;

import org.jspecify.annotations.NullMarked;
