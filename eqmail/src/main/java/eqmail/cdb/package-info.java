/**
 * Constant databases: files of key and data pairs that are written once, whole, and then looked up with two or three
 * reads (D. J. Bernstein's cdb format of 1996). {@code users/cdb}, {@code control/morercpthosts.cdb} and compiled
 * tcprules are such files; their bytes are the same as those of the original programs.
 */
@NullMarked
package eqmail.cdb;

import org.jspecify.annotations.NullMarked;
