package eqmail.rules;

import eqmail.net.Network;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The order in which a client's rule is looked for; the first hit counts (network.md 16): info@ip, info@=host, ip,
 * =host, shorter and shorter prefixes of the IPv4 address with their final dot, blocks from the longest to the shortest,
 * =.suffixes of the host, {@code =} for any host, the empty key.
 */
final class RuleOrder {
    private RuleOrder() {}

    /** Asks {@code rules} key by key. */
    static Optional<Rules.Found> first(Rules rules, Client client) throws IOException {
        Optional<Rules.Found> found = whole(rules, client);
        if (found.isEmpty()) {
            found = prefixes(rules, client.ip());
        }
        if (found.isEmpty()) {
            found = networks(rules, client.address());
        }
        if (found.isEmpty()) {
            found = suffixes(rules, client.host());
        }
        return found.isPresent() ? found : ask(rules, "");
    }

    private static Optional<Rules.Found> whole(Rules rules, Client client) throws IOException {
        String info = client.info();
        String host = client.host();
        Optional<Rules.Found> found = Optional.empty();
        if (info != null) {
            found = ask(rules, info + "@" + client.ip());
            if (found.isEmpty() && host != null) {
                found = ask(rules, info + "@=" + host);
            }
        }
        if (found.isEmpty()) {
            found = ask(rules, client.ip());
        }
        return found.isPresent() || host == null ? found : ask(rules, "=" + host);
    }

    private static Optional<Rules.Found> prefixes(Rules rules, String ip) throws IOException {
        for (int dot = ip.lastIndexOf('.'); dot >= 0; dot = ip.lastIndexOf('.', dot - 1)) {
            Optional<Rules.Found> found = ask(rules, ip.substring(0, dot + 1));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<Rules.Found> networks(Rules rules, Optional<InetAddress> address) throws IOException {
        if (address.isEmpty() || !rules.mayHoldNetworks()) {
            return Optional.empty();
        }
        int most = address.get().getAddress().length * 8;
        String key = RuleText.networkKey(Network.around(address.get(), most));
        for (int bits = most; bits >= 0; bits--) {
            Optional<Rule> rule = rules.get(key.substring(0, 1 + bits));
            if (rule.isPresent()) {
                String shown = Network.around(address.get(), bits).toString();
                return Optional.of(new Rules.Found(shown, rule.get()));
            }
        }
        return Optional.empty();
    }

    private static Optional<Rules.Found> suffixes(Rules rules, @Nullable String host) throws IOException {
        if (host == null) {
            return Optional.empty();
        }
        for (int dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
            Optional<Rules.Found> found = ask(rules, "=" + host.substring(dot));
            if (found.isPresent()) {
                return found;
            }
        }
        return ask(rules, "=");
    }

    private static Optional<Rules.Found> ask(Rules rules, String key) throws IOException {
        return rules.get(key).map(rule -> new Rules.Found(key, rule));
    }
}
