package eqmail.spp.stock;

import eqmail.bytes.Latin1;
import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.dns.Answer;
import eqmail.dns.Resolver;
import eqmail.net.IpText;
import eqmail.net.Network;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** {@code spp-helocheck}: refuses names at HELO that no honest client gives. */
final class HeloCheck implements Configured {
    static final String FILE = "control/spphelocheck";

    /** Labels of letters, digits, hyphens, and the underscores that real hosts have. */
    private static final Pattern NAME =
            Pattern.compile("(?=.{1,255}$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})(\\.[A-Za-z0-9_][A-Za-z0-9_-]{0,62})*\\.?");

    private static final Pattern NUMBER_AT_END = Pattern.compile("(.*\\.)?[0-9]+\\.?");

    private final Resolver resolver;
    private final Fresh<Rules> rules;

    HeloCheck(Surroundings around) {
        this.resolver = around.resolver();
        this.rules = new Fresh<>(around, List.of(FILE, "control/me", "control/locals"), Rules::read);
    }

    private record Rules(
            boolean syntax, boolean own, boolean full, boolean dns, Set<String> names, List<Network> allowed) {
        static Rules read(Control control) throws ControlException {
            Settings settings = Settings.read(control, FILE, Set.of("syntax", "own", "name", "fqdn", "dns", "allow"));
            Set<String> names = new HashSet<>(Set.of("localhost", "localhost.localdomain"));
            control.line("control/me").ifPresent(me -> names.add(Latin1.lower(me)));
            control.listOrMe("control/locals").orElse(List.of()).forEach(name -> names.add(Latin1.lower(name)));
            settings.all("name").forEach(name -> names.add(Latin1.lower(name)));
            return new Rules(
                    settings.on("syntax", true),
                    settings.on("own", true),
                    settings.on("fqdn", false),
                    settings.on("dns", false),
                    Set.copyOf(names),
                    settings.networks("allow"));
        }
    }

    @Override
    public void readSettings() throws ControlException {
        rules.get();
    }

    @Override
    public List<String> answer(Map<String, String> environment) throws ControlException, InterruptedException {
        Caller caller = new Caller(environment);
        Rules now = rules.get();
        Optional<InetAddress> ip = caller.ip();
        boolean here = ip.isPresent() && (ip.get().isLoopbackAddress() || ip.equals(caller.local()));
        if (!caller.greeted() || caller.ours() || here || Settings.holds(now.allowed, ip)) {
            return Replies.NONE;
        }
        // The server hands blanks at its end on as they came.
        String helo = Latin1.lower(caller.helo().strip());
        Optional<InetAddress> literal = Literal.parse(helo);
        boolean name =
                NAME.matcher(helo).matches() && !NUMBER_AT_END.matcher(helo).matches();
        if (now.syntax && literal.isEmpty() && !name) {
            return Replies.refuse(caller, "501 HELO needs the name of your host, or its address in brackets (#5.5.2)");
        }
        if (now.own && isOurs(helo, literal.or(() -> IpText.parse(helo)), now, caller)) {
            return Replies.refuse(caller, "550 sorry, the name you gave at HELO is mine (#5.7.1)");
        }
        if (literal.isPresent()) {
            return Replies.NONE;
        }
        if (now.full && helo.indexOf('.') < 1) {
            return Replies.refuse(caller, "550 sorry, the name you gave at HELO is not a full one (#5.7.1)");
        }
        return now.dns && isNowhere(Resolver.question(helo))
                ? Replies.refuse(caller, "550 sorry, the name you gave at HELO does not exist (#5.7.1)")
                : Replies.NONE;
    }

    private static boolean isOurs(String helo, Optional<InetAddress> address, Rules now, Caller caller) {
        String name = helo.endsWith(".") ? helo.substring(0, helo.length() - 1) : helo;
        return now.names.contains(name)
                || (address.isPresent()
                        && (address.equals(caller.local()) || address.get().isLoopbackAddress()));
    }

    /** Sure that there is neither an address nor an exchanger; without an answer nobody is sure. */
    private boolean isNowhere(String name) throws InterruptedException {
        return isSilent(resolver.a(name)) && isSilent(resolver.aaaa(name)) && isSilent(resolver.mx(name));
    }

    private static boolean isSilent(Answer<?> answer) {
        return !answer.failed() && answer.records().isEmpty();
    }
}
