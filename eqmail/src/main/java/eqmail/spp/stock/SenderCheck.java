package eqmail.spp.stock;

import eqmail.bytes.Latin1;
import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.dns.Answer;
import eqmail.dns.Exchanger;
import eqmail.dns.Resolver;
import eqmail.mail.Address;
import eqmail.net.Network;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code spp-mfcheck}: takes mail only from senders to whom a bounce could be sent (RFC 5321 5.1, RFC 7505). */
final class SenderCheck implements Configured {
    static final String FILE = "control/sppmfcheck";

    private final Resolver resolver;
    private final Fresh<Exceptions> exceptions;

    SenderCheck(Surroundings around) {
        this.resolver = around.resolver();
        this.exceptions = new Fresh<>(around, List.of(FILE), Exceptions::read);
    }

    private record Exceptions(List<Network> clients, Set<String> domains) {
        static Exceptions read(Control control) throws ControlException {
            Settings settings = Settings.read(control, FILE, Set.of("allow", "domain"));
            Set<String> domains =
                    settings.all("domain").stream().map(Latin1::lower).collect(Collectors.toSet());
            return new Exceptions(settings.networks("allow"), domains);
        }
    }

    @Override
    public void readSettings() throws ControlException {
        exceptions.get();
    }

    @Override
    public List<String> answer(Map<String, String> environment) throws ControlException, InterruptedException {
        Caller caller = new Caller(environment);
        Exceptions now = exceptions.get();
        String domain = Latin1.lower(Address.domain(caller.sender()));
        if (domain.isEmpty()
                || caller.ours()
                || now.domains.contains(domain)
                || Settings.holds(now.clients, caller.ip())) {
            return Replies.NONE;
        }
        return switch (domain.startsWith("[") ? literal(domain) : look(domain)) {
            case REACHED -> Replies.NONE;
            case UNKNOWN ->
                Replies.refuse(
                        caller, "451 unable to look up the domain of your envelope sender, try again later (#4.4.3)");
            case NOWHERE ->
                Replies.refuse(caller, "550 sorry, the domain of your envelope sender does not exist (#5.1.8)");
            case CLOSED ->
                Replies.refuse(caller, "550 sorry, the domain of your envelope sender takes no mail (#5.7.27)");
        };
    }

    /** Can mail be sent there? */
    private enum Reach {
        REACHED,
        /** The name service does not say. */
        UNKNOWN,
        NOWHERE,
        /** It says that it takes none. */
        CLOSED
    }

    /** {@code [192.0.2.1]} or {@code [IPv6:2001:db8::1]}. */
    private static Reach literal(String domain) {
        return Literal.parse(domain).isPresent() ? Reach.REACHED : Reach.NOWHERE;
    }

    private Reach look(String domain) throws InterruptedException {
        String name = Resolver.question(domain);
        Answer<Exchanger> exchangers = resolver.mx(name);
        return switch (exchangers) {
            case Answer.Found<Exchanger> found ->
                found.records().stream().allMatch(mx -> mx.host().isEmpty()) ? Reach.CLOSED : Reach.REACHED;
            case Answer.NoSuchName<Exchanger> none -> Reach.NOWHERE;
            case Answer.Failed<Exchanger> failed -> Reach.UNKNOWN;
            case Answer.NoData<Exchanger> none -> address(name);
        };
    }

    private Reach address(String name) throws InterruptedException {
        Answer<InetAddress> four = resolver.a(name);
        if (!four.records().isEmpty()) {
            return Reach.REACHED;
        }
        Answer<InetAddress> six = resolver.aaaa(name);
        if (!six.records().isEmpty()) {
            return Reach.REACHED;
        }
        return four.failed() || six.failed() ? Reach.UNKNOWN : Reach.NOWHERE;
    }
}
