package eqmail.daemon;

import eqmail.log.Log;
import eqmail.net.Connection;
import eqmail.qmtpd.QmtpdControls;
import eqmail.queue.MailQueue;
import eqmail.queue.Origin;
import eqmail.queue.ServerHost;
import eqmail.smtpd.SmtpdControls;
import eqmail.tcpserver.Role;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The roles by which messages come in whole, without a dialogue. */
final class PackageRoles {
    private PackageRoles() {}

    /** qmtp, which accepts what SMTP accepts, and qmqp for hosts that may relay. */
    static List<Role> of(
            Host host,
            Identity identity,
            SmtpdControls.Source controls,
            Function<Map<String, String>, MailQueue> queue) {
        ServerHost here = new ServerHost(
                queue, Origin.network(identity.networkUid()), host.log(), host.clock(), host.zone(), System::nanoTime);
        QmtpdControls.Source qmtp = () -> {
            SmtpdControls smtp = controls.load();
            return new QmtpdControls(smtp.rcptHosts(), smtp.dataBytes(), smtp.maxRecipients());
        };
        return List.of(
                new Role(
                        "qmtp",
                        (client, environment) -> new eqmail.qmtpd.Session(client, environment, qmtp, here).run(),
                        ""),
                new Role("qmqp", (client, environment) -> serveQmqp(client, environment, here), ""));
    }

    /** QMQP relays whatever it gets, so only those get it who may relay anyway. */
    private static void serveQmqp(Connection client, Map<String, String> environment, ServerHost here) {
        eqmail.qmqpd.Session session = new eqmail.qmqpd.Session(client, environment, here);
        if (environment.containsKey("RELAYCLIENT")) {
            session.run();
        } else {
            String ip = Log.printable(environment.getOrDefault("TCPREMOTEIP", ""));
            here.log().line("warning: qmqp refused " + ip + ": no rule sets RELAYCLIENT for it");
            session.refuse();
        }
    }
}
