package eqmail.cli;

import eqmail.auth.AuthFiles;
import eqmail.bfrmt.DkimSign;
import eqmail.bfrmt.FiltersCheck;
import eqmail.bytes.Latin1;
import eqmail.control.Control;
import eqmail.control.Flaws;
import eqmail.control.Inspector;
import eqmail.control.NamedProgram;
import eqmail.daemon.CheckerFiles;
import eqmail.delivery.RoutingCheck;
import eqmail.dkim.QdkimConf;
import eqmail.posix.Child;
import eqmail.posix.Launch;
import eqmail.remote.RoutesCheck;
import eqmail.spp.PluginsCheck;
import eqmail.spp.stock.StockPlugins;
import eqmail.tcpserver.ListenersCheck;
import eqmail.tcpserver.ListenersCheck.Setting;
import eqmail.tls.TlsFiles;
import eqmail.users.AssignFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Those who look at every line, and at the files and programs that lines name. */
final class ControlInspectors {
    private static final String PLUGINS = "control/smtpplugins";
    /** Names a list of plug-ins in the place of {@link #PLUGINS}. */
    private static final String PLUGINS_VARIABLE = "SPPCONFFILE";

    private static final String DEFAULT_PATH = "/usr/bin:/bin";
    private static final int LONGEST_COMPLAINT = 1000;

    /** How shells begin a complaint: {@code FILE: 3: } or {@code FILE: line 3: }. */
    private static final Pattern SHELL_LINE = Pattern.compile("^.*?: (?:line )?(\\d+): ");

    private final Map<String, String> environment;

    private ControlInspectors(Map<String, String> environment) {
        this.environment = environment;
    }

    /** All of them. */
    static List<Inspector> all(Map<String, String> environment) {
        ControlInspectors here = new ControlInspectors(environment);
        return List.of(
                here::sessions,
                new FiltersCheck(Set.of(DkimSign.NAME), ControlInspectors::shellFault),
                RoutesCheck::inspect,
                RoutingCheck::inspect,
                TlsFiles::inspect,
                AuthFiles::inspect,
                AssignFile::inspect,
                here::signing);
    }

    /** Listeners and rules, and what is run in sessions because of their variables. */
    private void sessions(Control control, Flaws flaws) throws IOException {
        PluginsCheck plugins = new PluginsCheck(Set.copyOf(StockPlugins.names()));
        CheckerFiles checkers = new CheckerFiles(control, environment.getOrDefault("PATH", DEFAULT_PATH), flaws);
        plugins.inspect(control, PLUGINS, flaws);
        checkers.inspect(CheckerFiles.DEFAULT_FILE);
        checkers.inspectAccount();
        for (Setting setting : ListenersCheck.inspect(control, flaws)) {
            String file = setting.value();
            switch (setting.name()) {
                case PLUGINS_VARIABLE -> {
                    if (isThere(control, setting, flaws)) {
                        plugins.inspect(control, file, flaws);
                    }
                }
                case CheckerFiles.VARIABLE -> {
                    if (!file.equals(CheckerFiles.NOBODY) && isThere(control, setting, flaws)) {
                        checkers.inspect(file);
                    }
                }
                default -> {}
            }
        }
    }

    private static boolean isThere(Control control, Setting setting, Flaws flaws) {
        String fault = setting.name() + " names " + setting.value() + ", which does not exist";
        boolean there = Files.exists(control.home().resolve(setting.value()));
        flaws.names(setting.value());
        if (!there && setting.line() == 0) {
            flaws.fault(setting.file(), fault);
        } else if (!there) {
            flaws.fault(setting.file(), setting.line(), fault);
        }
        return there;
    }

    /** What qmail-sdkim and qmail-vdkim start. */
    private void signing(Control control, Flaws flaws) throws IOException {
        QdkimConf conf = QdkimConf.read(control.home(), Map.of());
        for (Optional<String> program : List.of(conf.library(), conf.logger(), conf.queue(), conf.remote())) {
            program.filter(path -> path.startsWith("/"))
                    .flatMap(path -> NamedProgram.fault(control.home(), path))
                    .ifPresent(fault -> flaws.fault(QdkimConf.FILE, fault));
        }
    }

    /** Asks the shell that runs beforemote. */
    private static Optional<String> shellFault(Path script) throws IOException {
        try (Child shell = Launch.of("/bin/sh", "-n", script.toString())
                .environment(Map.of("LC_ALL", "C"))
                .pipeFrom(2)
                .start()) {
            String complaint = Latin1.string(shell.from(2).input().readNBytes(LONGEST_COMPLAINT));
            boolean good = shell.waitFor().ok();
            String first = complaint.lines().findFirst().orElse("the shell does not understand it");
            return good
                    ? Optional.empty()
                    : Optional.of(SHELL_LINE.matcher(first).replaceFirst("line $1: "));
        }
    }
}
