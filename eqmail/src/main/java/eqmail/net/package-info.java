/** A peer's connection as the servers and the client see it: two streams with a time limit. */
@NullMarked
package eqmail.net;

import org.jspecify.annotations.NullMarked;
