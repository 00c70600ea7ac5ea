package eqmail.control;

import eqmail.bytes.Latin1;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The domains we take mail for: {@code control/rcpthosts} and {@code control/morercpthosts.cdb} (network.md 1.4). */
public final class RcptHosts {
    /** The file, relative to the home. */
    public static final String FILE = "control/rcpthosts";

    private final Optional<ConstMap> hosts;
    private final MoreHosts more;

    /** The second list, which may be too long for memory. */
    @FunctionalInterface
    public interface MoreHosts {
        /** Is {@code key}, in lower case, in the list? */
        boolean contains(String key) throws IOException;
    }

    /** {@code lines} of rcpthosts; if the file is missing, every recipient is allowed and {@code more} never asked. */
    public RcptHosts(Optional<List<String>> lines, MoreHosts more) {
        this.hosts = lines.map(ConstMap::keys);
        this.more = more;
    }

    /**
     * Reads the lists of one home.
     *
     * @throws ControlException when the first cannot be read; the second is looked into when a recipient asks for it
     */
    public static RcptHosts load(Control files) throws ControlException {
        return new RcptHosts(files.list(FILE), MoreRcptHosts.below(files.home()));
    }

    /**
     * Looks into the second list before the first recipient needs it.
     *
     * @throws ControlException when it is there and is none
     */
    public static void check(Control files) throws ControlException {
        MoreRcptHosts.check(files.home());
    }

    /** Is there no list, so that anybody may send anywhere? That is documented, and rarely meant. */
    public boolean open() {
        return hosts.isEmpty();
    }

    /**
     * May anybody send to {@code address}?
     *
     * @throws IOException when the second list cannot be read
     */
    public boolean allows(String address) throws IOException {
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
