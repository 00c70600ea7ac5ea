package eqmail.tcpserver;

import eqmail.net.IpText;
import eqmail.net.Network;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One line of {@code control/listeners}.
 *
 * @param number the line's number in the file, from 1; 0 for the listener that stands there without a file
 * @param role the first word
 * @param address where to listen; empty for every address of both families
 * @param port 0 lets the kernel choose
 * @param limits how much at once
 * @param proxies sources that send a PROXY header
 * @param lookup is TCPREMOTEHOST looked up?
 * @param paranoid must that name lead back to the address?
 * @param verbose are connections logged as tcpserver -v does it?
 * @param localHost TCPLOCALHOST; empty for {@code control/me}
 * @param rules the file with the rules, relative to the home
 * @param environment variables of every session
 */
public record ListenLine(
        int number,
        String role,
        Optional<InetAddress> address,
        int port,
        Limits limits,
        List<Network> proxies,
        boolean lookup,
        boolean paranoid,
        boolean verbose,
        Optional<String> localHost,
        String rules,
        Map<String, String> environment) {

    /** Copies the collections. */
    public ListenLine {
        proxies = List.copyOf(proxies);
        environment = Map.copyOf(environment);
    }

    /**
     * How much at once.
     *
     * @param sessions in all
     * @param perAddress of one IPv4 address or IPv6 /64
     * @param backlog connections the kernel may hold for us
     */
    public record Limits(int sessions, int perAddress, int backlog) {}

    /** Does a connection from {@code source} begin with a PROXY header? */
    boolean isProxy(InetAddress source) {
        return proxies.stream().anyMatch(network -> network.contains(source));
    }

    /** {@code role address:port}, as in the file. */
    String name() {
        return role + " " + address.map(ListenLine::bracketed).orElse("") + ":" + port;
    }

    /** {@code address:port}, IPv6 in brackets. */
    static String text(InetSocketAddress end) {
        return bracketed(end.getAddress()) + ":" + end.getPort();
    }

    private static String bracketed(InetAddress address) {
        return IpText.isV4(address) ? IpText.of(address) : "[" + IpText.of(address) + "]";
    }
}
