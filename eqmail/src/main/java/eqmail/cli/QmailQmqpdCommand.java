package eqmail.cli;

import eqmail.net.DescriptorConnection;
import eqmail.posix.Descriptor;
import eqmail.qmqpd.Session;

/** {@code qmail-qmqpd}: one QMQP connection on descriptors 0 and 1, as tcpserver runs it. */
final class QmailQmqpdCommand implements Program {
    @Override
    public int run(Invocation in) {
        try (DescriptorConnection client = new DescriptorConnection(Descriptor.of(0), Descriptor.of(1))) {
            return new Session(client, in.env(), QmailQmtpdCommand.host(in)).run();
        }
    }
}
