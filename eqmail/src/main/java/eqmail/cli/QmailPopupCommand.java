package eqmail.cli;

import eqmail.net.DescriptorConnection;
import eqmail.pop3.PopupProgram;
import eqmail.posix.Descriptor;
import java.time.InstantSource;

/** {@code qmail-popup}: the login of POP3 on descriptors 0 and 1, as tcpserver runs it. */
final class QmailPopupCommand implements Program {
    @Override
    public int run(Invocation in) {
        try (DescriptorConnection client = new DescriptorConnection(Descriptor.of(0), Descriptor.of(1))) {
            return new PopupProgram(client, in.env(), InstantSource.system(), System::nanoTime).run(in.args());
        }
    }
}
