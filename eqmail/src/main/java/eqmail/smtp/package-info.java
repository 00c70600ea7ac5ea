/**
 * Words of SMTP (RFC 5321) that do not belong to one program: the command line that servers read, with its limit, and
 * replies of several lines. Nothing here talks to a peer or knows a policy.
 */
@NullMarked
package eqmail.smtp;

import org.jspecify.annotations.NullMarked;
