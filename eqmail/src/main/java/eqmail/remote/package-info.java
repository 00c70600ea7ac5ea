/**
 * qmail-remote: takes one message to the host that is responsible for a recipient, and reports. A delivery goes through
 * {@link eqmail.remote.SmtpRoutes} (artificial route or not), {@link eqmail.remote.MailExchangers} (addresses in order),
 * {@link eqmail.remote.Attempts} (a connection), {@link eqmail.remote.Opening} (greeting and EHLO), {@link
 * eqmail.remote.Transfer} (the message itself). {@link eqmail.remote.RemoteDeliverer} is the daemon's side of it with
 * connections kept for the next message, {@link eqmail.remote.QmailRemote} the command.
 */
@NullMarked
package eqmail.remote;

import org.jspecify.annotations.NullMarked;
