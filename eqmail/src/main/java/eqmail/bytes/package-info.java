/**
 * Bytes as the mail world writes them: the one-char-one-byte view of lines and addresses, a buffered input with limited
 * lines, and the two body forms (unix and SMTP wire) turned into each other as streams.
 */
@NullMarked
package eqmail.bytes;

import org.jspecify.annotations.NullMarked;
