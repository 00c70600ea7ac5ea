/**
 * The durable queue. A message is in it from the moment its commit completes until its removal is recorded; every change
 * in between is a record. See docs/spool.md for the format on disk. Nothing outside this room sees a path or an offset,
 * so that the same face can stand before a replicated log.
 */
@NullMarked
package eqmail.spool;

import org.jspecify.annotations.NullMarked;
