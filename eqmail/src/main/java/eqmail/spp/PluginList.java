package eqmail.spp;

import eqmail.spp.Plugins.Phase;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The plug-ins that one file names, ready to be asked by any number of sessions. */
final class PluginList {
    /** Starts the line of a plug-in that stays. */
    private static final char PERSISTENT = '+';

    private final Map<Phase, List<Line>> lines = new EnumMap<>(Phase.class);

    /**
     * A plug-in and the line that names it.
     *
     * @param text as it stands in the file, for messages
     */
    record Line(String text, Plugin plugin) {}

    /**
     * Makes plug-ins of lines; nothing is started yet.
     *
     * @param limit for one event of one plug-in
     */
    PluginList(PluginHost host, PluginSections sections, Duration limit) {
        Map<String, Plugin> known = new HashMap<>();
        sections.lines()
                .forEach((phase, texts) -> lines.put(
                        phase,
                        texts.stream()
                                .map(text -> new Line(text, known.computeIfAbsent(text, t -> plugin(host, t, limit))))
                                .toList()));
    }

    private static Plugin plugin(PluginHost host, String line, Duration limit) {
        if (line.charAt(0) == PERSISTENT) {
            return new PersistentPlugin(host, line, limit, System::nanoTime);
        }
        Plugin program = new ProgramPlugin(host, line, limit);
        String start = "bin/" + StockPlugin.COMMAND_PREFIX;
        StockPlugin stock = line.startsWith(start) ? host.stock().get(line.substring(start.length())) : null;
        return stock == null
                ? program
                : new InProcessPlugin(host, line.substring("bin/".length()), stock, limit, program);
    }

    boolean isEmpty() {
        return lines.values().stream().allMatch(List::isEmpty);
    }

    /** Those of {@code phase}, in order. */
    List<Line> of(Phase phase) {
        return lines.getOrDefault(phase, List.of());
    }

    /** Another list took the place of this one: sessions that have it may go on with it, but nothing stays. */
    void retire() {
        lines.values().forEach(each -> each.forEach(line -> line.plugin().retire()));
    }
}
