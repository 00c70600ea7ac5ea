/**
 * Short commands that the running server carries out for their callers: {@code lib/call} lays the message and the words
 * of the command into a directory, and the answer comes back through a named pipe (docs/adr/0008). So a command needs no
 * JVM of its own.
 */
@NullMarked
package eqmail.call;

import org.jspecify.annotations.NullMarked;
