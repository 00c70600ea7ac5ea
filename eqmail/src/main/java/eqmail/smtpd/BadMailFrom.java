package eqmail.smtpd;

import eqmail.control.ConstMap;
import java.util.List;

/** The senders of {@code control/badmailfrom} (network.md 2.4): whole addresses, {@code @host}, {@code .domain}. */
final class BadMailFrom {
    private final ConstMap entries;

    /** {@code lines} of the file; none if it is missing. */
    BadMailFrom(List<String> lines) {
        entries = ConstMap.keys(lines);
    }

    /** Is {@code sender} barred? */
    boolean lists(String sender) {
        if (entries.contains(sender)) {
            return true;
        }
        int at = sender.lastIndexOf('@');
        if (at < 0) {
            return false;
        }
        if (entries.contains(sender.substring(at))) {
            return true;
        }
        for (int dot = sender.indexOf('.', at); dot >= 0; dot = sender.indexOf('.', dot + 1)) {
            if (entries.contains(sender.substring(dot))) {
                return true;
            }
        }
        return false;
    }
}
