/**
 * The system calls that Java does not offer: descriptors by number, accounts, credentials, locks, child processes with
 * any descriptor, unix sockets that pass descriptors. This is the only foreign-function code of the product; it serves
 * Linux 5.11 or later with glibc 2.34 or later on x86_64 and aarch64.
 *
 * <p>Every {@code String} that goes down or comes up is the ISO-8859-1 view of bytes (one char, one byte). A NUL inside,
 * or a char above U+00FF, is our own mistake and throws {@link java.lang.IllegalArgumentException}. What the system
 * refuses is a {@link eqmail.posix.PosixException}.
 *
 * <p>A call that may wait (a pipe, a socket, a child) parks a virtual thread on a poller of this room and blocks a
 * platform thread in poll(2). Calls on files block the thread, and with it the carrier of a virtual thread.
 *
 * <p>The first call of a process costs 10 to 15 ms, so a short command that only touches plain files under an ASCII name
 * should use java.nio.
 */
@NullMarked
package eqmail.posix;

import org.jspecify.annotations.NullMarked;
