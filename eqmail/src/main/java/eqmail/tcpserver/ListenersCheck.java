package eqmail.tcpserver;

import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.control.Flaws;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** control/listeners, and the rules it names, as those see them who check a configuration. */
public final class ListenersCheck {
    private final Control control;
    private final Flaws flaws;
    private final List<Setting> settings = new ArrayList<>();

    private ListenersCheck(Control control, Flaws flaws) {
        this.control = control;
        this.flaws = flaws;
    }

    /**
     * A variable that some sessions have.
     *
     * @param file where it is set
     * @param line from 1 on; 0 in a compiled file
     */
    public record Setting(String file, int line, String name, String value) {}

    /**
     * Looks at both.
     *
     * @return every variable that a listener or a rule sets
     * @throws ControlException for a file that cannot be read, and for the first line that is no listener
     */
    public static List<Setting> inspect(Control control, Flaws flaws) throws ControlException {
        ListenersCheck check = new ListenersCheck(control, flaws);
        check.listeners(ListenersFile.read(control));
        return check.settings;
    }

    private void listeners(List<ListenLine> lines) throws ControlException {
        Set<String> rules = new LinkedHashSet<>(Set.of(ListenersFile.DEFAULT_RULES));
        for (int i = 0; i < lines.size(); i++) {
            ListenLine line = lines.get(i);
            for (ListenLine before : lines.subList(0, i)) {
                if (overlap(before, line)) {
                    flaws.fault(
                            ListenersFile.FILE, line.number(), "line " + before.number() + " has this port already");
                }
            }
            named(line);
            rules.add(line.rules());
            line.environment()
                    .forEach(
                            (name, value) -> settings.add(new Setting(ListenersFile.FILE, line.number(), name, value)));
        }
        for (String file : rules) {
            for (RulesCheck.Found found : RulesCheck.inspect(control, file, flaws)) {
                found.rule().settings().forEach(setting -> set(found, setting));
            }
        }
    }

    private void named(ListenLine line) {
        String compiled = line.rules() + ".cdb";
        flaws.names(line.rules());
        flaws.names(compiled);
        if (!line.rules().equals(ListenersFile.DEFAULT_RULES) && !exists(line.rules()) && !exists(compiled)) {
            flaws.fault(
                    ListenersFile.FILE,
                    line.number(),
                    "rules=" + line.rules() + " does not exist, so everybody is served");
        }
    }

    private void set(RulesCheck.Found found, String setting) {
        int equals = setting.indexOf('=');
        if (equals > 0) {
            settings.add(new Setting(
                    found.file(), found.line(), setting.substring(0, equals), setting.substring(equals + 1)));
        }
    }

    private boolean exists(String file) {
        return Files.exists(control.home().resolve(file));
    }

    /** Linux gives a port to one socket that listens on all addresses, or to one for each address. */
    private static boolean overlap(ListenLine one, ListenLine other) {
        boolean sameAddress = one.address().isEmpty()
                || other.address().isEmpty()
                || one.address().equals(other.address());
        return sameAddress && one.port() == other.port() && one.port() != 0;
    }
}
