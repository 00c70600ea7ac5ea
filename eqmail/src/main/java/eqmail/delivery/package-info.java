/**
 * Where an address leads ({@link eqmail.delivery.Router}), and what qmail-send asks of a deliverer and is answered: the
 * spawners' protocol as one call.
 */
@NullMarked
package eqmail.delivery;

import org.jspecify.annotations.NullMarked;
