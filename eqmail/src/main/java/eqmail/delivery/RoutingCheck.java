package eqmail.delivery;

import eqmail.bytes.Latin1;
import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.control.Flaws;
import java.util.HashSet;
import java.util.Set;

/** What of control/virtualdomains can never count, for those who check a configuration. */
public final class RoutingCheck {
    private RoutingCheck() {}

    /**
     * Warns of domains that control/locals has as well: it is asked first.
     *
     * @throws ControlException if a file cannot be read
     */
    public static void inspect(Control control, Flaws flaws) throws ControlException {
        Set<String> locals = new HashSet<>();
        for (Control.Entry entry : control.numbered(RoutingTables.LOCALS)) {
            locals.add(Latin1.lower(entry.text()));
        }
        for (Control.Entry entry : control.numbered(RoutingTables.VIRTUAL_DOMAINS)) {
            String key = entry.text().substring(0, Math.max(0, entry.text().indexOf(':')));
            String domain = Latin1.lower(key.substring(key.lastIndexOf('@') + 1));
            if (locals.contains(domain)) {
                flaws.warning(
                        RoutingTables.VIRTUAL_DOMAINS,
                        entry.line(),
                        "does not count, since " + domain + " is in " + RoutingTables.LOCALS + ", too");
            }
        }
    }
}
