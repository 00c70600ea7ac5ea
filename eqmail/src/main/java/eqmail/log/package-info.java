/** Where the programs say what they did: one line, one write. */
@NullMarked
package eqmail.log;

import org.jspecify.annotations.NullMarked;
