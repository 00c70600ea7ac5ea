package eqmail.spf;

import eqmail.mail.Address;
import eqmail.net.IpText;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.List;

/** What the letters of macros stand for (RFC 7208 7.2). */
final class MacroValues {
    private static final String UNKNOWN = "unknown";
    /** In upper case, as the suites of openspf.org show them; names ignore case. */
    private static final String NIBBLES = "0123456789ABCDEF";

    private final SpfQuery query;
    private final Questions questions;
    private final InstantSource clock;
    private final String receiver;

    /** {@code receiver}: this host's name. */
    MacroValues(SpfQuery query, Questions questions, InstantSource clock, String receiver) {
        this.query = query;
        this.questions = questions;
        this.clock = clock;
        this.receiver = receiver;
    }

    /** The value while the record of {@code domain} is evaluated. */
    String of(char letter, String domain) throws Trouble, InterruptedException {
        return switch (letter) {
            case 's' -> query.sender();
            case 'l' -> Address.box(query.sender());
            case 'o' -> query.domain();
            case 'd' -> domain;
            case 'i' -> dotted(query.ip());
            case 'p' -> clientName(domain);
            case 'v' -> IpText.isV4(query.ip()) ? "in-addr" : "ip6";
            case 'h' -> query.helo();
            case 'c' -> IpText.of(query.ip());
            case 'r' -> receiver.isEmpty() ? UNKNOWN : receiver;
            case 't' -> String.valueOf(clock.instant().getEpochSecond());
            default -> throw new IllegalArgumentException("no macro " + letter);
        };
    }

    /** Numbers or nibbles between dots. */
    private static String dotted(InetAddress address) {
        if (IpText.isV4(address)) {
            return IpText.of(address);
        }
        StringBuilder out = new StringBuilder(63);
        for (byte b : address.getAddress()) {
            out.append(out.isEmpty() ? "" : ".").append(NIBBLES.charAt((b >> 4) & 15));
            out.append('.').append(NIBBLES.charAt(b & 15));
        }
        return out.toString();
    }

    /** Of the client's proven names the domain itself, else one below it, else the first (7.3). */
    private String clientName(String domain) throws Trouble, InterruptedException {
        List<String> names = questions.provenNames();
        String found = names.isEmpty() ? UNKNOWN : names.getFirst();
        for (String name : names) {
            if (name.equalsIgnoreCase(domain)) {
                return name;
            }
            if (DomainName.within(name, domain) && !DomainName.within(found, domain)) {
                found = name;
            }
        }
        return found;
    }
}
