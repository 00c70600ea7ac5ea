/**
 * Times as mail writes them, and limits of time. The clock itself is {@link java.time.InstantSource}, handed in by whoever
 * starts a room.
 */
@NullMarked
package eqmail.time;

import org.jspecify.annotations.NullMarked;
