package eqmail.remote;

import eqmail.dns.Answer;
import eqmail.dns.Resolver;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The addresses to try for one delivery, in groups of equal preference, best first. A group is looked up when it is asked
 * for. A group that holds an address of our own ends the list: mail never goes to a host farther away than ourselves.
 *
 * <p>For one thread. {@link #failure} says what to report when nothing in any group was of use.
 */
final class Way {
    /** Addresses of one host that are tried. */
    private static final int MOST_ADDRESSES = 16;

    private final @Nullable Resolver resolver;
    private final Iterator<List<String>> names;
    private final int port;
    private final Optional<Relay.Login> login;
    private final Predicate<InetAddress> own;
    private List<Target> literal;
    private Report nothingFound;
    private boolean found;
    private boolean soft;
    private boolean met;

    private Way(
            @Nullable Resolver resolver,
            List<List<String>> names,
            int port,
            Optional<Relay.Login> login,
            Predicate<InetAddress> own,
            Report nothingFound) {
        this.resolver = resolver;
        this.names = names.iterator();
        this.port = port;
        this.login = login;
        this.own = own;
        this.literal = List.of();
        this.nothingFound = nothingFound;
    }

    /** No address at all, for this reason. */
    static Way none(Report why) {
        return new Way(null, List.of(), 0, Optional.empty(), address -> false, why);
    }

    /** One address that needs no look-up. */
    static Way literal(Target target, Predicate<InetAddress> own) {
        Way way = new Way(null, List.of(), target.port(), target.login(), own, noExchanger());
        way.literal = List.of(target);
        return way;
    }

    /** One host on whose name all depends. */
    static Way host(Resolver resolver, String name, int port, Predicate<InetAddress> own) {
        return host(resolver, name, port, Optional.empty(), own);
    }

    /** The same for the host that a route names. */
    static Way relay(Resolver resolver, Relay relay, Predicate<InetAddress> own) {
        return host(resolver, relay.host(), relay.port(), relay.login(), own);
    }

    private static Way host(
            Resolver resolver, String name, int port, Optional<Relay.Login> login, Predicate<InetAddress> own) {
        Report unknown = Report.of('D', "Sorry, I couldn't find any host named " + printable(name) + ". (#5.1.2)\n");
        return new Way(resolver, List.of(List.of(name)), port, login, own, unknown);
    }

    /** Hosts in groups of equal preference. */
    static Way groups(Resolver resolver, List<List<String>> names, int port, Predicate<InetAddress> own) {
        return new Way(resolver, names, port, Optional.empty(), own, noExchanger());
    }

    /** The next addresses of equal preference; empty when there are no more. */
    List<Target> next() throws InterruptedException {
        while (!met) {
            List<Target> group;
            if (!literal.isEmpty()) {
                group = literal;
                literal = List.of();
            } else if (names.hasNext()) {
                group = lookUp(names.next());
            } else {
                return List.of();
            }
            met = group.stream().anyMatch(target -> own.test(target.address()));
            if (!met && !group.isEmpty()) {
                found = true;
                return group;
            }
        }
        return List.of();
    }

    /** The report after the last group. A doubt about a better host is never a reason to bounce. */
    Report failure() {
        if (found) {
            return Report.of('Z', "Sorry, I wasn't able to establish an SMTP connection. (#4.4.1)\n");
        }
        if (soft) {
            return softDns();
        }
        return met ? ambiguousExchanger() : nothingFound;
    }

    private List<Target> lookUp(List<String> hosts) throws InterruptedException {
        List<Target> group = new ArrayList<>();
        for (String host : hosts) {
            Resolver dns = Objects.requireNonNull(resolver);
            List<InetAddress> six = addresses(dns.aaaa(host));
            List<InetAddress> four = addresses(dns.a(host));
            for (InetAddress address : interleaved(six, four)) {
                group.add(new Target(address, port, host, login));
            }
        }
        return group;
    }

    private List<InetAddress> addresses(Answer<InetAddress> answer) {
        soft |= answer.failed();
        return answer.records();
    }

    /** One of each family in turn, IPv6 first, so that a family that does not work costs little (RFC 8305 4). */
    private static List<InetAddress> interleaved(List<InetAddress> six, List<InetAddress> four) {
        List<InetAddress> all = new ArrayList<>();
        for (int i = 0; i < Math.max(six.size(), four.size()) && all.size() < MOST_ADDRESSES; i++) {
            if (i < six.size()) {
                all.add(six.get(i));
            }
            if (i < four.size()) {
                all.add(four.get(i));
            }
        }
        return all;
    }

    static Report softDns() {
        return Report.of('Z', "Sorry, I couldn't find any host by that name. (#4.1.2)\n");
    }

    private static Report noExchanger() {
        return Report.of('D', "Sorry, I couldn't find a mail exchanger or IP address. (#5.4.4)\n");
    }

    private static Report ambiguousExchanger() {
        return Report.of('D', """
            Sorry. Although I'm listed as a best-preference MX or A for that host,
            it isn't in my control/locals file, so I don't treat it as local. (#5.4.6)
            """);
    }

    /** A name as reports show it: bytes outside 33..126 as {@code ?}. */
    static String printable(String host) {
        StringBuilder out = new StringBuilder(host);
        for (int i = 0; i < out.length(); i++) {
            if (out.charAt(i) < 33 || out.charAt(i) > 126) {
                out.setCharAt(i, '?');
            }
        }
        return out.toString();
    }
}
