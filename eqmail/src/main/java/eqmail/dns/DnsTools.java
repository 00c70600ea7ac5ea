package eqmail.dns;

import eqmail.bytes.Latin1;
import eqmail.net.IpText;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The programs dnsip, dnsmxip, dnsfq, dnsptr and dnscname, which show an administrator what mail would be told
 * (tools.md 12.5). Unlike the original's they know every address of a host, follow aliases and tell a name that does not
 * exist from a server that does not answer.
 */
public final class DnsTools {
    private static final int PERMANENT = 100;
    private static final int TEMPORARY = 111;

    /** Longer chains of aliases are loops (dns_cname of the original). */
    private static final int MOST_ALIASES = 10;

    private final Resolver resolver;
    private final SearchList search;
    private final OutputStream stdout;
    private final OutputStream stderr;

    /** Asks {@code resolver}; {@code search} is for dnsfq. */
    public DnsTools(Resolver resolver, SearchList search, OutputStream stdout, OutputStream stderr) {
        this.resolver = resolver;
        this.search = search;
        this.stdout = stdout;
        this.stderr = stderr;
    }

    /** No answer, with what to say of it and the exit code. */
    private static final class Stop extends Exception {
        private static final long serialVersionUID = 1;

        private final int exit;

        private Stop(String what, int exit) {
            super(what);
            this.exit = exit;
        }

        static Stop hard() {
            return new Stop("hard error", PERMANENT);
        }

        static Stop soft() {
            return new Stop("soft error", TEMPORARY);
        }
    }

    /** What one program prints about a name. */
    private interface Work {
        List<String> about(String name) throws Stop, InterruptedException;
    }

    /** {@code dnsip HOST}: its addresses, IPv6 first. */
    public int addresses(List<String> args) throws IOException, InterruptedException {
        return run(args, host -> addressesOf(host).stream().map(IpText::of).toList());
    }

    /** {@code dnsmxip HOST}: addresses of its mail exchangers with their preferences, best first. */
    public int exchangers(List<String> args) throws IOException, InterruptedException {
        return run(args, this::exchangersOf);
    }

    /** {@code dnsfq HOST}: the name of its first address; the host may be named without its domain. */
    public int fullName(List<String> args) throws IOException, InterruptedException {
        return run(args, host -> List.of(nameOf(firstAddressOf(host))));
    }

    /** {@code dnsptr ADDRESS}: the name of that address. */
    public int name(List<String> args) throws IOException, InterruptedException {
        return run(args, address -> List.of(nameOf(literal(address).orElseThrow(Stop::hard))));
    }

    /** {@code dnscname HOST}: what HOST is an alias of; HOST itself if of nothing. */
    public int canonical(List<String> args) throws IOException, InterruptedException {
        return run(args, host -> List.of(endOfAliases(host)));
    }

    private int run(List<String> args, Work work) throws IOException, InterruptedException {
        if (args.isEmpty()) {
            return PERMANENT;
        }
        try {
            for (String line : work.about(args.getFirst())) {
                stdout.write(Latin1.bytes(line + "\n"));
            }
            return 0;
        } catch (Stop stop) {
            stderr.write(Latin1.bytes(stop.getMessage() + "\n"));
            return stop.exit;
        }
    }

    /** At least one. A family that cannot be looked up does not hide the other. */
    private List<InetAddress> addressesOf(String host) throws Stop, InterruptedException {
        Optional<InetAddress> literal = literal(host);
        if (literal.isPresent()) {
            return List.of(literal.get());
        }
        Answer<InetAddress> six = resolver.aaaa(host);
        Answer<InetAddress> four = resolver.a(host);
        List<InetAddress> all = new ArrayList<>(six.records());
        all.addAll(four.records());
        if (all.isEmpty()) {
            throw six.failed() || four.failed() ? Stop.soft() : Stop.hard();
        }
        return all;
    }

    private InetAddress firstAddressOf(String host) throws Stop, InterruptedException {
        Stop worst = new Stop("no IP addresses", PERMANENT);
        for (String name : literal(host).isPresent() ? List.of(host) : search.names(host)) {
            try {
                return addressesOf(name).getFirst();
            } catch (Stop stop) {
                worst = stop.exit == TEMPORARY ? stop : worst;
            }
        }
        throw worst;
    }

    private List<String> exchangersOf(String host) throws Stop, InterruptedException {
        Answer<Exchanger> answer = literal(host).isPresent() ? new Answer.NoData<>(0) : resolver.mx(host);
        if (answer.failed()) {
            throw Stop.soft();
        }
        List<Exchanger> exchangers = new ArrayList<>(answer.records());
        if (exchangers.isEmpty()) {
            exchangers.add(new Exchanger(0, host));
        }
        exchangers.sort(Comparator.comparingInt(Exchanger::preference));
        List<String> lines = new ArrayList<>();
        Stop worst = Stop.hard();
        for (Exchanger exchanger : exchangers) {
            try {
                for (InetAddress address : addressesOf(exchanger.host())) {
                    lines.add(IpText.of(address) + " " + exchanger.preference());
                }
            } catch (Stop stop) {
                worst = stop.exit == TEMPORARY ? stop : worst;
            }
        }
        if (lines.isEmpty()) {
            throw worst;
        }
        return lines;
    }

    private String nameOf(InetAddress address) throws Stop, InterruptedException {
        return first(resolver.ptr(address)).orElseThrow(Stop::hard);
    }

    private String endOfAliases(String host) throws Stop, InterruptedException {
        String name = host;
        for (int aliases = 0; aliases < MOST_ALIASES; aliases++) {
            if (name.isEmpty() || name.endsWith("]")) {
                return name;
            }
            if (name.endsWith(".")) {
                name = name.substring(0, name.length() - 1);
                continue;
            }
            Optional<String> next = first(resolver.cname(name));
            if (next.isEmpty()) {
                return name;
            }
            name = next.get();
        }
        throw Stop.hard();
    }

    private static Optional<String> first(Answer<String> answer) throws Stop {
        if (answer.failed()) {
            throw Stop.soft();
        }
        return answer.records().stream().findFirst();
    }

    /** An address, bare or in brackets. */
    private static Optional<InetAddress> literal(String host) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        return IpText.parse(bracketed ? host.substring(1, host.length() - 1) : host);
    }
}
