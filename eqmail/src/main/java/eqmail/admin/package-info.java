/**
 * Looking after a running house: views of the queue, and the housekeeping of a queue that the C programs left behind. No
 * mail passes through here.
 */
@NullMarked
package eqmail.admin;

import org.jspecify.annotations.NullMarked;
