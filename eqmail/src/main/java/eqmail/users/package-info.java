/**
 * Who gets the mail of a local address: the address table {@code users/assign} (compiled by qmail-newu into {@code
 * users/cdb}), else the password database by the rule of qmail-getpw (delivery.md 7.1 to 7.3).
 */
@NullMarked
package eqmail.users;

import org.jspecify.annotations.NullMarked;
