/**
 * The resident server: wires the rooms with {@code new}, holds the privileges of each process, turns signals into calls
 * and lets everything end in good order. Two shapes: one process for the running account (eqmail run), or a network
 * process beside a small root helper (qmail-start).
 */
@NullMarked
package eqmail.daemon;

import org.jspecify.annotations.NullMarked;
