package eqmail.bfrmt;

import eqmail.control.Control;
import eqmail.control.Flaws;
import eqmail.control.Inspector;
import eqmail.control.NamedProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** What stands between send and other hosts as those see it who check a configuration: control/remotefilters, beforemote. */
public final class FiltersCheck implements Inspector {
    private static final String FILTERS = "control/remotefilters";
    private static final String SCRIPT = "control/beforemote";

    private final Set<String> stock;
    private final ShellSyntax shell;

    /** Reads a script of the shell without doing what it says: {@code sh -n}. */
    @FunctionalInterface
    public interface ShellSyntax {
        /** What the shell complains of in {@code script}, in one line; empty if it understands it. */
        Optional<String> fault(Path script) throws IOException;
    }

    /** {@code stock}: names of filters that need no program, since they run in process. */
    public FiltersCheck(Set<String> stock, ShellSyntax shell) {
        this.stock = Set.copyOf(stock);
        this.shell = shell;
    }

    @Override
    public void inspect(Control control, Flaws flaws) throws IOException {
        for (Control.Entry entry : control.numbered(FILTERS)) {
            fault(control.home(), FilterLine.parse(entry.text()))
                    .ifPresent(fault -> flaws.fault(FILTERS, entry.line(), fault));
        }
        Path script = control.home().resolve(SCRIPT);
        if (Files.isRegularFile(script)) {
            shell.fault(script).ifPresent(fault -> flaws.fault(SCRIPT, fault));
        }
    }

    private Optional<String> fault(Path home, FilterLine line) {
        if (line.shell()) {
            return NamedProgram.faultOfShell(home, line.text());
        }
        String own = RemoteFilters.OWN_COMMANDS;
        boolean inProcess = !line.persistent()
                && line.text().startsWith(own)
                && stock.contains(line.text().substring(own.length()));
        if (line.text().isEmpty()) {
            return Optional.of("no program");
        }
        return inProcess ? Optional.empty() : NamedProgram.fault(home, line.text());
    }
}
