package eqmail.smtpd;

import eqmail.bytes.Latin1;
import eqmail.control.ConstMap;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The domains we take mail for: {@code control/rcpthosts} and {@code control/morercpthosts.cdb} (network.md 1.4). */
final class RcptHosts {
    private final Optional<ConstMap> hosts;
    private final MoreHosts more;

    /** The second list, which may be too long for memory. */
    @FunctionalInterface
    interface MoreHosts {
        /** Is {@code key}, in lower case, in the list? */
        boolean contains(String key) throws IOException;
    }

    /** {@code lines} of rcpthosts; if the file is missing, every recipient is allowed and {@code more} never asked. */
    RcptHosts(Optional<List<String>> lines, MoreHosts more) {
        this.hosts = lines.map(ConstMap::keys);
        this.more = more;
    }

    /** Is there no list, so that anybody may send anywhere? That is documented, and rarely meant. */
    boolean open() {
        return hosts.isEmpty();
    }

    /**
     * May anybody send to {@code address}?
     *
     * @throws IOException when the second list cannot be read
     */
    boolean allows(String address) throws IOException {
        int at = address.lastIndexOf('@');
        if (hosts.isEmpty() || at < 0) {
            return true;
        }
        String host = Latin1.lower(address.substring(at + 1));
        return matches(hosts.get()::contains, host) || matches(more, host);
    }

    /** The host itself, and each of its ends that begins with a dot. */
    private static boolean matches(MoreHosts list, String host) throws IOException {
        for (int i = 0; i < host.length(); i++) {
            if ((i == 0 || host.charAt(i) == '.') && list.contains(host.substring(i))) {
                return true;
            }
        }
        return false;
    }
}
