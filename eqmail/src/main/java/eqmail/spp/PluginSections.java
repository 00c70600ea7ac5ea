package eqmail.spp;

import eqmail.bytes.Latin1;
import eqmail.spp.Plugins.Phase;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The lines of {@code control/smtpplugins} by section (smtpplugins(5); network.md 5.1).
 *
 * @param lines the plug-ins of each phase, in the order of the file; a phase without any may be missing
 */
record PluginSections(Map<Phase, List<String>> lines) {
    /**
     * Sorts the entries of a list file, from which comments and empty lines are gone. The byte after {@code [} opens a
     * section; in a section that is none, and before the first, lines mean nothing. A NUL ends a line early.
     */
    static PluginSections parse(List<String> entries) {
        Map<Phase, List<String>> lines = new EnumMap<>(Phase.class);
        List<String> section = new ArrayList<>();
        for (String line : entries) {
            String entry = Latin1.cString(line);
            if (entry.startsWith("[")) {
                Phase phase = phase(entry);
                section = phase == null ? new ArrayList<>() : lines.computeIfAbsent(phase, p -> new ArrayList<>());
            } else if (!entry.isEmpty()) {
                section.add(entry);
            }
        }
        return new PluginSections(lines);
    }

    /** The phase of a line that begins with {@code [}, if it is one. */
    static @Nullable Phase phase(String entry) {
        return switch (entry.length() > 1 ? entry.charAt(1) : ' ') {
            case 'c' -> Phase.CONNECTION;
            case 'h' -> Phase.HELO;
            case 'm' -> Phase.MAIL;
            case 'r' -> Phase.RCPT;
            case 'd' -> Phase.DATA;
            case 'a' -> Phase.AUTH;
            default -> null;
        };
    }
}
