package eqmail.cli;

import eqmail.net.DescriptorConnection;
import eqmail.pop3.Pop3dProgram;
import eqmail.posix.Descriptor;
import java.time.InstantSource;

/** {@code qmail-pop3d}: a mailbox on descriptors 0 and 1, as checkpassword runs it. */
final class QmailPop3dCommand implements Program {
    @Override
    public int run(Invocation in) {
        try (DescriptorConnection client = new DescriptorConnection(Descriptor.of(0), Descriptor.of(1))) {
            return new Pop3dProgram(client, InstantSource.system(), System::nanoTime).run(in.args());
        }
    }
}
