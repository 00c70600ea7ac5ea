package eqmail.smtpd;

import eqmail.log.Log;
import eqmail.queue.MailQueue;
import eqmail.queue.Origin;
import eqmail.spp.Plugins;
import eqmail.tls.ServerTls;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import java.util.function.Function;

/**
 * What sessions take from the host they run on; shared by all sessions of a listener.
 *
 * @param controls settings for each new session
 * @param queue called at the first message of a session with its environment, which stays live (so QMAILQUEUE counts
 *     as it is at that moment)
 * @param plugins asked once for each session
 * @param origin who hands in, for the Received line of the queue
 * @param log gets the session's lines
 * @param clock for replies, Received lines and time limits
 * @param zone of the Received lines
 * @param ownAddresses for {@code user@[192.0.2.1]}
 * @param logins what AUTH needs
 * @param tls keys and certificates
 * @param limits what one peer may take
 */
public record SmtpdHost(
        SmtpdControls.Source controls,
        Function<Map<String, String>, MailQueue> queue,
        Plugins.Source plugins,
        Origin origin,
        Log log,
        InstantSource clock,
        ZoneId zone,
        OwnAddresses ownAddresses,
        Logins logins,
        ServerTls.Source tls,
        SmtpdLimits limits) {}
