/** What qmail-send asks of a deliverer and what it is answered: the spawners' protocol as one call. */
@NullMarked
package eqmail.delivery;

import org.jspecify.annotations.NullMarked;
