/**
 * Who is who: the dialogues of SASL (LOGIN, PLAIN, CRAM-MD5; RFC 4954, RFC 4616, RFC 2195), checkpassword programs that
 * decide on what a client claims, and qmail-chkpw with its file of passwords, as a command and in process. Knows no
 * protocol around the dialogue.
 */
@NullMarked
package eqmail.auth;

import org.jspecify.annotations.NullMarked;
