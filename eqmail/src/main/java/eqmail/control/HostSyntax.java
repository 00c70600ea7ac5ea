package eqmail.control;

import eqmail.net.IpText;
import java.util.Optional;

/** What names of hosts and mail addresses look like in control files. Only what can never fit anything is wrong. */
public final class HostSyntax {
    /** Bytes that no host name has; in addresses and lists they are part of the syntax. */
    private static final String NOT_IN_HOSTS = " \t\"(),;:<>@\\[]/*!%";

    /** Characters of a name in DNS (RFC 1035 2.3.4, as text). */
    private static final int LONGEST = 253;

    private static final String LITERAL_V6 = "IPv6:";

    private HostSyntax() {}

    /** Why {@code name} is no host name and no address in brackets; empty if it is one. */
    public static Optional<String> fault(String name) {
        if (name.isEmpty()) {
            return Optional.of("no host name");
        }
        boolean literal = name.startsWith("[") && name.endsWith("]");
        boolean good = literal ? isLiteral(name.substring(1, name.length() - 1)) : isName(name);
        return good ? Optional.empty() : Optional.of("not a host name: " + name);
    }

    /** The same where a name that begins with a dot stands for all that end so. */
    static Optional<String> endFault(String name) {
        return name.startsWith(".") && isName(name.substring(1)) ? Optional.empty() : fault(name);
    }

    /** Why {@code address} is not {@code local@host}. */
    static Optional<String> addressFault(String address) {
        int at = address.lastIndexOf('@');
        if (at <= 0 || address.chars().anyMatch(c -> c <= ' ' || c == 127)) {
            return Optional.of("not an address: " + address);
        }
        return fault(address.substring(at + 1));
    }

    private static boolean isName(String name) {
        return !name.isEmpty()
                && name.length() <= LONGEST
                && !name.startsWith(".")
                && !name.endsWith(".")
                && !name.contains("..")
                && name.chars().noneMatch(c -> NOT_IN_HOSTS.indexOf(c) >= 0 || (c < ' ' && c != '\r') || c == 127);
    }

    private static boolean isLiteral(String inside) {
        return IpText.parse(inside.startsWith(LITERAL_V6) ? inside.substring(LITERAL_V6.length()) : inside)
                .isPresent();
    }
}
