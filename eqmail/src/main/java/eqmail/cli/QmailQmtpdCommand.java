package eqmail.cli;

import eqmail.control.Control;
import eqmail.delivery.Replaceable;
import eqmail.log.LogStream;
import eqmail.net.DescriptorConnection;
import eqmail.posix.Descriptor;
import eqmail.qmtpd.QmtpdControls;
import eqmail.qmtpd.Session;
import eqmail.queue.HandoverQueue;
import eqmail.queue.Origin;
import eqmail.queue.QueueChoice;
import eqmail.queue.QueueHome;
import eqmail.queue.ServerHost;
import eqmail.time.LocalZone;
import java.time.InstantSource;

/** {@code qmail-qmtpd}: one QMTP connection on descriptors 0 and 1, as tcpserver runs it. */
final class QmailQmtpdCommand implements Program {
    /** Nobody asks: the queue of a command finds out by itself which account hands in. */
    private static final Origin NETWORK = Origin.network(0);

    @Override
    public int run(Invocation in) {
        try (DescriptorConnection client = new DescriptorConnection(Descriptor.of(0), Descriptor.of(1))) {
            Control control = new Control(in.home());
            return new Session(client, in.env(), () -> QmtpdControls.load(control), host(in)).run();
        }
    }

    /** What servers under tcpserver find here. */
    static ServerHost host(Invocation in) {
        HandoverQueue own = HandoverQueue.of(new QueueHome(in.home()));
        return new ServerHost(
                new QueueChoice(in.home(), new Replaceable(in.home(), in.image()), own)::of,
                NETWORK,
                new LogStream(in.stderr()),
                InstantSource.system(),
                LocalZone.ofProcess(),
                System::nanoTime);
    }
}
