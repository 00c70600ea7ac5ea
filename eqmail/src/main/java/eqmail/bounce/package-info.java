/** Texts that tell a sender of failure: the note for one recipient, and the message made of the notes. */
@NullMarked
package eqmail.bounce;

import org.jspecify.annotations.NullMarked;
