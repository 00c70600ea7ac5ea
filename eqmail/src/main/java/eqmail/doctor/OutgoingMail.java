package eqmail.doctor;

import eqmail.control.Control;
import eqmail.dns.Answer;
import eqmail.dns.Exchanger;
import eqmail.dns.Resolver;
import eqmail.net.IpText;
import eqmail.remote.Relay;
import eqmail.remote.SmtpRoutes;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Does mail get out? Many networks let nothing through to port 25. Nobody is called whom the administrator has not named:
 * the relays of control/smtproutes, and the server of a domain that this check is told.
 */
public final class OutgoingMail implements Check {
    private static final int SMTP = 25;
    /** Where the client speaks first, inside TLS. */
    private static final int SMTPS = 465;

    /** Of one family: a closed port takes as long as we are patient. */
    private static final int MOST_CALLS = 2;

    private static final int MOST_RELAYS = 5;

    private final Control control;
    private final Resolver resolver;
    private final Optional<String> domain;
    private final boolean ownIpv6;
    private final Listening.Caller caller;

    /**
     * Calls the relays and, if there is one, the server of {@code domain}.
     *
     * @param ownIpv6 has this host an address that IPv6 could leave by?
     */
    public OutgoingMail(
            Control control, Resolver resolver, Optional<String> domain, boolean ownIpv6, Listening.Caller caller) {
        this.control = control;
        this.resolver = resolver;
        this.domain = domain;
        this.ownIpv6 = ownIpv6;
        this.caller = caller;
    }

    /** An address, and what it was the address of. */
    private record Server(String name, InetAddress address, int port) {
        String text() {
            return name + " [" + IpText.of(address) + "]:" + port;
        }

        boolean isV4() {
            return address instanceof Inet4Address;
        }
    }

    @Override
    public String subject() {
        return "outgoing mail";
    }

    @Override
    public List<Finding> look() throws IOException, InterruptedException {
        SmtpRoutes routes = new SmtpRoutes(control.list("control/smtproutes").orElse(List.of()));
        List<Finding> findings = new ArrayList<>();
        for (Relay relay : routes.relays().stream().limit(MOST_RELAYS).toList()) {
            findings.add(of(relay));
        }
        if (domain.isPresent()) {
            findings.addAll(of(domain.get(), routes));
        } else if (routes.find("").isEmpty()) {
            findings.add(Finding.skip(
                    "no server was called; eqmail doctor --outgoing DOMAIN calls that of a domain you know"));
        }
        return findings;
    }

    private Finding of(Relay relay) throws InterruptedException {
        List<Server> servers = addresses(relay.host(), relay.port());
        String text = relay.host() + ":" + relay.port();
        return servers.isEmpty()
                ? Finding.fail("no address of the relay " + text, "correct it in control/smtproutes")
                : call(servers, "the relay " + text, "see whether it runs, and whether this host may call it", false);
    }

    private List<Finding> of(String named, SmtpRoutes routes) throws InterruptedException {
        if (routes.find(named).isPresent()) {
            return List.of(Finding.ok("mail for " + named + " goes by a relay"));
        }
        Answer<Exchanger> records = resolver.mx(named);
        if (records.failed()) {
            return List.of(Finding.warn("no name server tells where mail for " + named + " goes", "see below"));
        }
        List<Server> servers = servers(named, records.records());
        List<Server> four = servers.stream().filter(Server::isV4).toList();
        List<Server> six = servers.stream().filter(server -> !server.isV4()).toList();
        String open = "ask whoever connects this host to open port 25 outwards, or name a relay in control/smtproutes";
        List<Finding> findings = new ArrayList<>();
        if (!four.isEmpty()) {
            findings.add(call(four, "the server of " + named + " over IPv4", open, false));
        }
        if (!six.isEmpty() && ownIpv6) {
            boolean otherWay = findings.stream().anyMatch(finding -> finding.level() == Finding.Level.OK);
            findings.add(call(six, "the server of " + named + " over IPv6", open, otherWay));
        }
        return findings.isEmpty()
                ? List.of(Finding.warn("no server of " + named + " can be called", "name a domain that takes mail"))
                : findings;
    }

    /** The first that answers, else what the last one said. */
    private Finding call(List<Server> servers, String whose, String mend, boolean otherWay) {
        String fault = "";
        for (Server server : servers.stream().limit(MOST_CALLS).toList()) {
            try {
                boolean greeted = server.port() != SMTPS;
                String line = caller.call(new InetSocketAddress(server.address(), server.port()), greeted);
                if (!greeted || line.startsWith("220")) {
                    return Finding.ok(whose + " answers: " + server.text() + " " + line);
                }
                fault = whose + " takes no mail from here: " + server.text() + " " + line;
            } catch (IOException e) {
                fault = whose + " does not answer: " + server.text() + " " + e.getMessage();
            }
        }
        return otherWay ? Finding.warn(fault, mend) : Finding.fail(fault, mend);
    }

    private List<Server> servers(String named, List<Exchanger> records) throws InterruptedException {
        if (records.isEmpty()) {
            return addresses(named, SMTP);
        }
        List<Exchanger> best = new ArrayList<>(records);
        best.sort(Comparator.comparingInt(Exchanger::preference));
        List<Server> servers = new ArrayList<>();
        for (Exchanger each : best) {
            servers.addAll(addresses(each.host(), SMTP));
        }
        return servers;
    }

    private List<Server> addresses(String host, int port) throws InterruptedException {
        boolean literal = host.startsWith("[") && host.endsWith("]");
        Optional<InetAddress> address = IpText.parse(literal ? host.substring(1, host.length() - 1) : host);
        if (address.isPresent()) {
            return List.of(new Server(host, address.get(), port));
        }
        List<InetAddress> addresses = new ArrayList<>(resolver.a(host).records());
        addresses.addAll(resolver.aaaa(host).records());
        return addresses.stream().map(each -> new Server(host, each, port)).toList();
    }
}
