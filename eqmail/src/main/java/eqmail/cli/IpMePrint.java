package eqmail.cli;

import eqmail.bytes.Latin1;
import eqmail.net.HostAddresses;
import eqmail.net.IpText;
import java.io.IOException;
import java.net.InetAddress;

/** {@code ipmeprint}: prints the addresses that count as this host (ipmeprint.c of the original). */
final class IpMePrint implements Program {
    @Override
    public int run(Invocation in) throws IOException {
        for (InetAddress address : HostAddresses.list()) {
            in.stdout().write(Latin1.bytes(IpText.of(address) + "\n"));
        }
        return 0;
    }
}
