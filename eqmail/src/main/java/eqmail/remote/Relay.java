package eqmail.remote;

import eqmail.bytes.Scan;
import eqmail.net.IpText;
import java.util.Optional;

/**
 * Where control/smtproutes sends mail: {@code RELAY[:PORT][ USER PASSWORD]}.
 *
 * @param host a name, dotted quad, {@code [quad]} or {@code [IPv6 address]}
 * @param port 0 to 65535; a colon without digits means 0, where nobody listens
 * @param login who we are at the relay, if the line says so
 */
public record Relay(String host, int port, Optional<Login> login) {
    /** Where SMTP lives. */
    static final int SMTP_PORT = 25;

    private static final int PORT_MASK = 0xffff;

    /**
     * User and password of a relay.
     *
     * @param user up to the first blank
     * @param password the rest of the line, blanks included
     */
    public record Login(String user, String password) {
        /** A password has no place in a log or a stack trace. */
        @Override
        public String toString() {
            return "Login[" + user + "]";
        }
    }

    /** Reads the value of a line; empty if it names no relay, which means: as if there were no such line. */
    static Optional<Relay> parse(String value) {
        int blank = value.indexOf(' ');
        String place = blank < 0 ? value : value.substring(0, blank);
        int colon = portColon(place);
        String host = colon < 0 ? place : place.substring(0, colon);
        if (host.isEmpty()) {
            return Optional.empty();
        }
        int port = colon < 0 ? SMTP_PORT : (int) Scan.numberOrZero(place.substring(colon + 1)) & PORT_MASK;
        Optional<Login> login = blank < 0 ? Optional.empty() : login(value.substring(blank + 1));
        return Optional.of(new Relay(host, port, login));
    }

    /** Does {@code value} name a port that is none? Mail for such a route would wait until somebody looks. */
    static boolean hasBadPort(String value) {
        String place = value.substring(0, (value + " ").indexOf(' '));
        int colon = portColon(place);
        String port = colon < 0 ? "25" : place.substring(colon + 1);
        return Scan.digits(port, 0) != port.length()
                || Scan.number(port).orElse(0) < 1
                || Scan.numberOrZero(port) > PORT_MASK;
    }

    /** The first colon behind a bracketed address; none in a bare IPv6 address; else the first. */
    private static int portColon(String place) {
        if (place.startsWith("[")) {
            return place.indexOf(':', Math.max(place.indexOf(']'), 0));
        }
        return IpText.parse(place).isPresent() ? -1 : place.indexOf(':');
    }

    private static Optional<Login> login(String words) {
        int blank = words.indexOf(' ');
        return blank <= 0
                ? Optional.empty()
                : Optional.of(new Login(words.substring(0, blank), words.substring(blank + 1)));
    }
}
