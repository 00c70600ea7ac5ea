package eqmail.remote;

import eqmail.dns.Answer;
import eqmail.dns.Resolver;
import eqmail.mail.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Envelope addresses as they go into SMTP commands (delivery.md 10.3): the box quoted, and without an artificial route a
 * recipient's domain replaced by what it is an alias of.
 */
final class Recipients {
    /** Longer chains are loops; the name reached is used then (dns_cname). */
    private static final int MOST_ALIASES = 10;

    private final List<String> quoted = new ArrayList<>();
    private boolean allAliases = true;

    private Recipients() {}

    /** The addresses as they are. */
    static Recipients plain(List<String> addresses) {
        Recipients all = new Recipients();
        all.allAliases = false;
        addresses.forEach(address -> all.quoted.add(quoted(address)));
        return all;
    }

    /** The addresses with aliases resolved; empty if that failed for now. */
    static Optional<Recipients> canonical(List<String> addresses, Resolver resolver) throws InterruptedException {
        Recipients all = new Recipients();
        for (String address : addresses) {
            if (!all.add(address, resolver)) {
                return Optional.empty();
            }
        }
        return Optional.of(all);
    }

    /** Quoted, in the order given. */
    List<String> quoted() {
        return quoted;
    }

    /** Was the domain of every one an alias? Then nobody can say that we should know it as local. */
    boolean allAliases() {
        return allAliases;
    }

    /** The address with its box quoted if need be; without {@code @} it stays as it is. */
    static String quoted(String address) {
        return address.indexOf('@') < 0 ? address : Address.quoted(address);
    }

    /** No SMTP command can carry a line end, however quoted. */
    static boolean sendable(String address) {
        return address.indexOf('\n') < 0 && address.indexOf('\r') < 0;
    }

    private boolean add(String address, Resolver resolver) throws InterruptedException {
        int at = address.lastIndexOf('@');
        if (at < 0) {
            quoted.add(address);
            allAliases = false;
            return true;
        }
        String domain = address.substring(at + 1);
        for (int steps = 0; steps < MOST_ALIASES; steps++) {
            if (domain.endsWith(".")) {
                domain = domain.substring(0, domain.length() - 1);
            }
            Answer<String> alias =
                    domain.isEmpty() || domain.endsWith("]") ? new Answer.NoData<>(0) : resolver.cname(domain);
            if (alias.failed()) {
                return false;
            }
            if (alias.records().isEmpty()) {
                allAliases &= steps > 0;
                break;
            }
            domain = alias.records().getFirst();
        }
        quoted.add(quoted(address.substring(0, at) + "@" + domain));
        return true;
    }
}
