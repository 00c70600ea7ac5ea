package eqmail.delivery;

import eqmail.control.ConstMap;
import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.mail.Address;
import java.util.List;
import java.util.Optional;

/** Rewrites a recipient and chooses its channel (qmail-send's rewrite; delivery.md 5.4). Immutable. */
public final class Router {
    private final RoutingTables tables;
    private final ConstMap percentHack;
    private final String envNoAtHost;

    /**
     * A recipient on its way.
     *
     * @param channel where to
     * @param address rewritten; what qmail-local or the next host gets to see
     */
    public record Route(Channel channel, String address) {}

    /**
     * Routes by {@code tables}.
     *
     * @param percentHack domains whose {@code a%b@domain} means {@code a@b}
     * @param envNoAtHost domain for a recipient without {@code @}
     */
    public Router(RoutingTables tables, ConstMap percentHack, String envNoAtHost) {
        this.tables = tables;
        this.percentHack = percentHack;
        this.envNoAtHost = envNoAtHost;
    }

    /** Reads everything that routing depends on. */
    public static Router load(Control control) throws ControlException {
        return new Router(
                RoutingTables.load(control),
                ConstMap.keys(control.list("control/percenthack").orElse(List.of())),
                control.lineOrMe("control/envnoathost", "envnoathost"));
    }

    /** The same rules with other tables. */
    public Router with(RoutingTables other) {
        return new Router(other, percentHack, envNoAtHost);
    }

    /** The recipient with its channel; the case of the address is kept. */
    public Route route(String recipient) {
        String address = unhacked(recipient.indexOf('@') < 0 ? recipient + "@" + envNoAtHost : recipient);
        if (tables.locals().contains(Address.domain(address))) {
            return new Route(Channel.LOCAL, address);
        }
        String prepend = prepend(address);
        return prepend.isEmpty()
                ? new Route(Channel.REMOTE, address)
                : new Route(Channel.LOCAL, prepend + "-" + address);
    }

    /** The address as its sender wrote it: without the prepend of its virtual domain (qmail-send's stripvdomprepend). */
    public String withoutPrepend(String address) {
        if (address.indexOf('@') < 0) {
            return address;
        }
        String prepend = byDomain(Address.domain(address)).orElse("");
        return !prepend.isEmpty() && address.startsWith(prepend + "-")
                ? address.substring(prepend.length() + 1)
                : address;
    }

    private String unhacked(String address) {
        String now = address;
        while (percentHack.contains(Address.domain(now))) {
            String box = Address.box(now);
            int percent = box.lastIndexOf('%');
            if (percent < 0) {
                break;
            }
            now = box.substring(0, percent) + "@" + box.substring(percent + 1);
        }
        return now;
    }

    private String prepend(String address) {
        ConstMap map = tables.virtualDomains();
        return map.get(address).or(() -> byDomain(Address.domain(address))).orElse("");
    }

    /** The first hit decides, an empty one too: it is how a subdomain is taken out of a wildcard. */
    private Optional<String> byDomain(String domain) {
        ConstMap map = tables.virtualDomains();
        Optional<String> hit = map.get(domain);
        for (int dot = domain.indexOf('.'); hit.isEmpty() && dot >= 0; dot = domain.indexOf('.', dot + 1)) {
            hit = map.get(domain.substring(dot));
        }
        return hit.isEmpty() ? map.get("") : hit;
    }
}
