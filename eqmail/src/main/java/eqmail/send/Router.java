package eqmail.send;

import eqmail.control.ConstMap;
import eqmail.delivery.Channel;
import eqmail.mail.Address;
import eqmail.spool.Recipient;
import java.util.List;
import java.util.Optional;

/** Rewrites a recipient and chooses its channel (qmail-send's rewrite; delivery.md 5.4). Immutable. */
final class Router {
    private final RoutingTables tables;
    private final ConstMap percentHack;
    private final String envNoAtHost;

    Router(RoutingTables tables, ConstMap percentHack, String envNoAtHost) {
        this.tables = tables;
        this.percentHack = percentHack;
        this.envNoAtHost = envNoAtHost;
    }

    /** The same rules with other tables. */
    Router with(RoutingTables other) {
        return new Router(other, percentHack, envNoAtHost);
    }

    /** Routes every recipient of an envelope, in order. */
    List<Recipient> route(List<String> recipients) {
        return recipients.size() == 1
                ? List.of(route(recipients.getFirst()))
                : recipients.stream().map(this::route).toList();
    }

    /** The recipient with its channel; the case of the address is kept. */
    Recipient route(String recipient) {
        String address = unhacked(recipient.indexOf('@') < 0 ? recipient + "@" + envNoAtHost : recipient);
        if (tables.locals().contains(Address.domain(address))) {
            return new Recipient(Channel.LOCAL, address, false);
        }
        String prepend = prepend(address);
        return prepend.isEmpty()
                ? new Recipient(Channel.REMOTE, address, false)
                : new Recipient(Channel.LOCAL, prepend + "-" + address, false);
    }

    /** The address as its sender wrote it: without the prepend of its virtual domain (qmail-send's stripvdomprepend). */
    String withoutPrepend(String address) {
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
