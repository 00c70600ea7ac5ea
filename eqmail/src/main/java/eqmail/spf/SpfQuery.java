package eqmail.spf;

import eqmail.mail.Address;
import java.net.InetAddress;

/**
 * Who is asked about (RFC 7208 2.3, 2.4 and 4.1).
 *
 * @param identity whose right to send is checked
 * @param ip the client's address; an IPv6 address that stands for an IPv4 one is the IPv4 one
 * @param helo what the client said at HELO
 * @param sender the address in question, with a local part and, unless the client named none, a domain
 */
public record SpfQuery(Identity identity, InetAddress ip, String helo, String sender) {
    private static final String NO_BOX = "postmaster";

    /** Which of the client's words is checked. */
    public enum Identity {
        /** The name at HELO or EHLO. */
        HELO,
        /** The address at MAIL. */
        MAILFROM
    }

    /** About the name at HELO. */
    public static SpfQuery helo(InetAddress ip, String helo) {
        return new SpfQuery(Identity.HELO, ip, helo, NO_BOX + "@" + helo);
    }

    /** About the address at MAIL; the empty one stands for the postmaster of the client's own name. */
    public static SpfQuery mailFrom(InetAddress ip, String helo, String sender) {
        String address = sender.isEmpty() ? NO_BOX + "@" + helo : sender.startsWith("@") ? NO_BOX + sender : sender;
        return new SpfQuery(Identity.MAILFROM, ip, helo, address);
    }

    /** The domain whose word counts; empty without one. */
    public String domain() {
        return Address.domain(sender);
    }
}
