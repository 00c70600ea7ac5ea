package eqmail.spp;

import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.control.Flaws;
import eqmail.control.NamedProgram;
import java.util.Optional;
import java.util.Set;

/** A list of plug-ins as those see it who check a configuration: is every line in a section, and every program there? */
public final class PluginsCheck {
    private static final char PERSISTENT = '+';
    private static final char SHELL = ':';
    private static final String OWN = "bin/" + StockPlugin.COMMAND_PREFIX;

    private final Set<String> stock;

    /** {@code stock}: names of plug-ins that need no program, since they run in process. */
    public PluginsCheck(Set<String> stock) {
        this.stock = Set.copyOf(stock);
    }

    /**
     * Looks at every line of {@code file}, which is missing or like smtpplugins(5).
     *
     * @throws ControlException if it cannot be read
     */
    public void inspect(Control control, String file, Flaws flaws) throws ControlException {
        boolean section = false;
        for (Control.Entry entry : control.numbered(file)) {
            String text = entry.text();
            if (text.startsWith("[")) {
                section = PluginSections.phase(text) != null;
                if (!section) {
                    flaws.fault(file, entry.line(), "no section of this name, so what follows never runs: " + text);
                }
            } else if (section) {
                fault(control, text).ifPresent(fault -> flaws.fault(file, entry.line(), fault));
            } else {
                flaws.warning(file, entry.line(), "in no section, so it never runs: " + text);
            }
        }
    }

    private Optional<String> fault(Control control, String line) {
        boolean persistent = line.charAt(0) == PERSISTENT;
        String what = persistent ? line.substring(1) : line;
        if (what.isEmpty()) {
            return Optional.of("no program");
        }
        if (what.charAt(0) == SHELL) {
            return NamedProgram.faultOfShell(control.home(), what.substring(1));
        }
        boolean own = !persistent && what.startsWith(OWN) && stock.contains(what.substring(OWN.length()));
        return own ? Optional.empty() : NamedProgram.fault(control.home(), what);
    }
}
