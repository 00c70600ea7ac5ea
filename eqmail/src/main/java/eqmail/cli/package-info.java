/**
 * The front doors: one {@link eqmail.cli.Program} for each installed command, the table of their names, and the entry
 * point that the launcher starts. Wiring of the rooms for a short-lived command happens here, with {@code new}.
 */
@NullMarked
package eqmail.cli;

import org.jspecify.annotations.NullMarked;
