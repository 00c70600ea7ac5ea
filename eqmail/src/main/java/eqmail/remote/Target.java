package eqmail.remote;

import eqmail.net.IpText;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * One address that may take the mail.
 *
 * @param address where
 * @param port at which port
 * @param host the name it was found by, for TLS; empty for an address literal
 */
record Target(InetAddress address, int port, String host) {
    /** The address as reports show it. */
    String ip() {
        return IpText.of(address);
    }

    InetSocketAddress socketAddress() {
        return new InetSocketAddress(address, port);
    }
}
