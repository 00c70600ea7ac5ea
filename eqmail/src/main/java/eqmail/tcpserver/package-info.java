/**
 * Where connections come in: the listeners of the resident daemon with their limits, rules and PROXY headers, the
 * environment that a session gets, and the commands tcpserver and rblsmtpd for run scripts.
 */
@NullMarked
package eqmail.tcpserver;

import org.jspecify.annotations.NullMarked;
