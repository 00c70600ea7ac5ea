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

    private final StringBuilder headers = new StringBuilder();
    private final Map<Phase, List<String>> errors = new EnumMap<>(Phase.class);
    private int size;

    /** Keeps a header line for the next message. */
    void header(String line) throws PluginFault {
        grow(line);
        headers.append(line).append('\n');
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
        return headers.toString();
    }

    List<String> errors(Phase phase) {
        return errors.getOrDefault(phase, List.of());
    }

    void forget() {
        headers.setLength(0);
        errors.clear();
        size = 0;
    }
}
