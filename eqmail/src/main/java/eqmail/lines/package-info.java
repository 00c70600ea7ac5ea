/**
 * The commands that people write into program lines of .qmail files: forward, condredirect, bouncesaying, except,
 * preline, qreceipt, qsmhook, qbiff; and predate, which stands around a program like some of them (tools.md 5 and 6).
 *
 * <p>Each is a {@link eqmail.lines.LineCommand} that takes what it needs from its {@link eqmail.lines.Call}, so that it
 * runs as a short command as well as for somebody else inside another process.
 */
@NullMarked
package eqmail.lines;

import org.jspecify.annotations.NullMarked;
