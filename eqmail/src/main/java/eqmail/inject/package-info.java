/**
 * qmail-inject: completes the header of a message and queues it. {@link eqmail.inject.QmailInject} is the program, made
 * for a short command as well as for many calls in one process: what it takes of its host is an argument (tools.md 3).
 */
@NullMarked
package eqmail.inject;

import org.jspecify.annotations.NullMarked;
