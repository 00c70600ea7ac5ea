package eqmail.delivery;

import eqmail.control.ConstMap;
import eqmail.control.Control;
import eqmail.control.ControlException;
import java.util.List;

/**
 * What decides between local and remote and is read again on HUP.
 *
 * @param locals domains of this host (control/locals, else control/me)
 * @param virtualDomains address, domain, {@code .suffix} or empty key to prepend (control/virtualdomains)
 */
public record RoutingTables(ConstMap locals, ConstMap virtualDomains) {
    /** Domains of this host. */
    public static final String LOCALS = "control/locals";

    /** Domains that belong to accounts. */
    public static final String VIRTUAL_DOMAINS = "control/virtualdomains";

    /** Reads both files; {@link ControlException} names the first one that cannot be used. */
    public static RoutingTables load(Control control) throws ControlException {
        List<String> locals = control.listOrMe(LOCALS)
                .orElseThrow(() -> new ControlException(LOCALS, "neither this file nor control/me exists"));
        List<String> domains = control.list(VIRTUAL_DOMAINS).orElse(List.of());
        return new RoutingTables(ConstMap.keys(locals), ConstMap.pairs(domains));
    }
}
