package eqmail.remote;

import eqmail.bytes.Scan;
import eqmail.net.IpText;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** Hosts written as an address (ip_scan, ip_scanbracket). */
final class Literal {
    private Literal() {}

    /** A dotted quad, bare or in brackets; its numbers count modulo 256. */
    static Optional<InetAddress> quad(String host) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]") && host.length() > 2;
        return octets(bracketed ? host.substring(1, host.length() - 1) : host);
    }

    /** As {@link #quad}, or an IPv6 address, bare or in brackets: what a route may name. */
    static Optional<InetAddress> any(String host) {
        Optional<InetAddress> four = quad(host);
        if (four.isPresent()) {
            return four;
        }
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        return IpText.parse(bracketed ? host.substring(1, host.length() - 1) : host);
    }

    private static Optional<InetAddress> octets(String text) {
        byte[] bytes = new byte[4];
        int at = 0;
        for (int i = 0; i < bytes.length; i++) {
            int digits = Scan.digits(text, at);
            int end = at + digits;
            boolean ended = i == 3 ? end == text.length() : end < text.length() && text.charAt(end) == '.';
            if (digits == 0 || !ended) {
                return Optional.empty();
            }
            bytes[i] = (byte) Scan.value(text, at, digits);
            at = end + 1;
        }
        try {
            return Optional.of(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
