/**
 * qmail-smtpd: receives mail by SMTP (RFC 5321) and hands it to the queue. A {@link eqmail.smtpd.Session} owns the
 * connection and reads commands; a {@code Transaction} keeps sender and recipients and asks rcpthosts, badmailfrom and
 * the plug-ins; the {@code DataPhase} passes the message on while it comes in. Texts, codes and log lines are those of
 * eQmail (network.md sections 1, 2 and 6).
 */
@NullMarked
package eqmail.smtpd;

import org.jspecify.annotations.NullMarked;
