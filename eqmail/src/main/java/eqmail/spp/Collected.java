package eqmail.spp;

import eqmail.spp.Plugins.Phase;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What plug-ins left behind for later: header lines of the next message (H), errors for later commands (L). */
final class Collected {
    /**
     * Bytes of both. A client may say HELO again and again, and have them grow each time; a quarter of what a header may
     * have in all.
     */
    static final int MOST = 1024 * 1024;

    /** Header lines about the session: from its beginning, HELO and login. */
    private final StringBuilder ofSession = new StringBuilder();
    /** Those about the transaction, from MAIL on. */
    private final StringBuilder ofTransaction = new StringBuilder();

    private final Map<Phase, List<String>> errors = new EnumMap<>(Phase.class);
    private Phase phase = Phase.CONNECTION;
    /** Whom those about the transaction are about. */
    private String sender = "";

    private int size;

    /**
     * What is collected from now on comes from {@code now}. MAIL begins a transaction: what was said about one before,
     * which got no message, must not stand above the message of another sender.
     *
     * @param address that of the command, as the client gave it
     */
    void begin(Phase now, String address) {
        phase = now;
        if (now == Phase.MAIL && !address.equals(sender)) {
            sender = address;
            size -= ofTransaction.length();
            ofTransaction.setLength(0);
        }
    }

    /** Keeps a header line for the next message. */
    void header(String line) throws PluginFault {
        grow(line);
        boolean aboutSession = phase == Phase.CONNECTION || phase == Phase.HELO || phase == Phase.AUTH;
        (aboutSession ? ofSession : ofTransaction).append(line).append('\n');
    }

    /** Keeps an answer for the next commands of {@code phase}. */
    void later(Phase phase, String message) throws PluginFault {
        grow(message);
        errors.computeIfAbsent(phase, p -> new ArrayList<>()).add(message);
    }

    private void grow(String text) throws PluginFault {
        size += text.length() + 1;
        if (size > MOST) {
            throw PluginFault.of("wrote too much", "more than " + MOST + " bytes of header lines and later errors");
        }
    }

    String headers() {
        return ofSession.toString() + ofTransaction;
    }

    List<String> errors(Phase phase) {
        return errors.getOrDefault(phase, List.of());
    }

    void forget() {
        ofSession.setLength(0);
        ofTransaction.setLength(0);
        errors.clear();
        size = 0;
    }
}
