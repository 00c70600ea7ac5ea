package eqmail.spp.stock;

import eqmail.bytes.Latin1;
import eqmail.net.IpText;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;

/** An address in brackets in the place of a host's name (RFC 5321 4.1.3). */
final class Literal {
    private static final String SIX = "IPv6:";

    private Literal() {}

    /** The address in {@code [192.0.2.1]} or {@code [IPv6:2001:db8::1]}; empty if it is neither. */
    static Optional<InetAddress> parse(String text) {
        if (!text.startsWith("[") || !text.endsWith("]")) {
            return Optional.empty();
        }
        String inside = text.substring(1, text.length() - 1);
        return Latin1.startsIgnoringCase(inside, SIX)
                ? IpText.parse(inside.substring(SIX.length())).filter(a -> inside.indexOf(':', SIX.length()) >= 0)
                : IpText.parse(inside).filter(a -> a instanceof Inet4Address && inside.indexOf(':') < 0);
    }
}
