/**
 * Who may connect, and with which variables: the rules of tcprules, as text or compiled into a cdb, and the order in
 * which a client's address and name are looked up in them (network.md 16).
 */
@NullMarked
package eqmail.rules;

import org.jspecify.annotations.NullMarked;
