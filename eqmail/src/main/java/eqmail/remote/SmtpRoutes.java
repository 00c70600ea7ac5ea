package eqmail.remote;

import eqmail.control.ConstMap;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Artificial routes, control/smtproutes (delivery.md 10.2). Immutable. */
public final class SmtpRoutes {
    private final ConstMap lines;

    /** Lines {@code DOMAIN:RELAY...}; a domain that begins with a dot means what ends so, an empty one everything. */
    public SmtpRoutes(List<String> lines) {
        this.lines = ConstMap.pairs(lines);
    }

    /** The domain of a line whose port is none; empty if there is no such line. */
    public Optional<String> domainWithBadPort() {
        return lines.keysOf(Relay::hasBadPort).stream().min(Comparator.naturalOrder());
    }

    /** All relays, each once, sorted by name and port; logins are left out. */
    public List<Relay> relays() {
        return lines.keysOf(value -> true).stream()
                .flatMap(key -> lines.get(key).flatMap(Relay::parse).stream())
                .map(relay -> new Relay(relay.host(), relay.port(), Optional.empty()))
                .distinct()
                .sorted(Comparator.comparing(Relay::host).thenComparingInt(Relay::port))
                .toList();
    }

    /**
     * The relay for {@code host}: looked up are the host, then each end of it that begins with a dot, then the empty
     * name. The first hit counts, and one without a relay means the normal way by MX.
     */
    public Optional<Relay> find(String host) {
        for (int i = 0; i <= host.length(); i++) {
            if (i == 0 || i == host.length() || host.charAt(i) == '.') {
                Optional<String> value = lines.get(host.substring(i));
                if (value.isPresent()) {
                    return Relay.parse(value.get());
                }
            }
        }
        return Optional.empty();
    }
}
