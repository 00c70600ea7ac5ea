/**
 * What may stand between the queue and qmail-remote: {@code control/beforemote} of qmail-bfrmt(8), a shell script that
 * runs qmail-remote itself, and the filters of {@code control/remotefilters}, which change the message.
 */
@NullMarked
package eqmail.bfrmt;

import org.jspecify.annotations.NullMarked;
