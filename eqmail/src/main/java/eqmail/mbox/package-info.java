/** Delivery into an mbox file: a message is appended under two kinds of lock, or not at all (mbox(5)). */
@NullMarked
package eqmail.mbox;

import org.jspecify.annotations.NullMarked;
