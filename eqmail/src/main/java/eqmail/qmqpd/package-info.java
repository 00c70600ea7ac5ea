/** Receives mail by QMQP (cr.yp.to/proto/qmqp.html): the program qmail-qmqpd, and the role qmqp of the daemon. */
@NullMarked
package eqmail.qmqpd;

import org.jspecify.annotations.NullMarked;
