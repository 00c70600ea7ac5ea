package eqmail.remote;

import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.control.Flaws;
import eqmail.control.HostSyntax;
import eqmail.net.IpText;
import java.util.Optional;

/** control/smtproutes as those see it who check a configuration: does each line name a relay that can be called? */
public final class RoutesCheck {
    private static final String FILE = "control/smtproutes";

    private RoutesCheck() {}

    /**
     * Looks at every line.
     *
     * @throws ControlException if the file cannot be read
     */
    public static void inspect(Control control, Flaws flaws) throws ControlException {
        for (Control.Entry entry : control.numbered(FILE)) {
            int colon = entry.text().indexOf(':');
            if (colon >= 0) {
                fault(entry.text().substring(colon + 1)).ifPresent(fault -> flaws.fault(FILE, entry.line(), fault));
            }
        }
    }

    /** A password has no place in a message: only the relay is repeated. */
    private static Optional<String> fault(String value) {
        int blank = value.indexOf(' ');
        String place = blank < 0 ? value : value.substring(0, blank);
        Optional<Relay> relay = Relay.parse(value);
        if (relay.isEmpty()) {
            return value.isEmpty() ? Optional.empty() : Optional.of("no relay before the port, user or password");
        }
        if (Relay.hasBadPort(value)) {
            return Optional.of("not a port from 1 to 65535: " + place);
        }
        if (blank >= 0
                && relay.get()
                        .login()
                        .filter(login -> !login.password().isEmpty())
                        .isEmpty()) {
            return Optional.of("a blank, but no user and password behind it: " + place);
        }
        String host = relay.get().host();
        return IpText.parse(host).isPresent()
                ? Optional.empty()
                : HostSyntax.fault(host).map(fault -> "no host that could be called: " + place);
    }
}
