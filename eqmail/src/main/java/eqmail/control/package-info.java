/**
 * Control files: one file for one fact below {@code QMAILHOME/control}, read by the rules of qmail's control.c. Rooms
 * turn them into a typed record of their own, whole, and swap it whole.
 */
@NullMarked
package eqmail.control;

import org.jspecify.annotations.NullMarked;
