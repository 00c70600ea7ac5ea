package eqmail.remote;

import eqmail.net.IpText;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * One address that may take the mail.
 *
 * @param address where
 * @param port at which port
 * @param host the name it was found by, for TLS; empty for an address literal
 * @param login who we are there, if we have to say so
 */
record Target(InetAddress address, int port, String host, Optional<Relay.Login> login) {
    /** Where nobody asks who we are. */
    Target(InetAddress address, int port, String host) {
        this(address, port, host, Optional.empty());
    }

    /** The address as reports show it. */
    String ip() {
        return IpText.of(address);
    }

    InetSocketAddress socketAddress() {
        return new InetSocketAddress(address, port);
    }
}
