/** Receives mail by QMTP (cr.yp.to/proto/qmtp.txt): the program qmail-qmtpd, and the role qmtp of the daemon. */
@NullMarked
package eqmail.qmtpd;

import org.jspecify.annotations.NullMarked;
