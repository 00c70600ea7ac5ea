package eqmail.spp;

import eqmail.delivery.Replaceable;
import eqmail.log.Log;
import eqmail.posix.Launch;
import eqmail.posix.Signal;
import java.nio.file.Path;
import java.util.Map;

/**
 * What plug-ins take from the host they run on.
 *
 * @param home where they start
 * @param inherited variables for all of them, below those of the session; a program that stays starts with them alone
 * @param stock our own plug-ins by name
 * @param programs judges what lies in {@code home/bin}
 * @param log told about plug-ins that fail
 * @param server does the log get what plug-ins write to descriptor 2 and all their faults? Under tcpserver that
 *     descriptor is the log already, and the original says nothing there
 */
public record PluginHost(
        Path home,
        Map<String, String> inherited,
        Map<String, StockPlugin> stock,
        Replaceable programs,
        Log log,
        boolean server) {
    private static final String SHELL = "/bin/sh";

    /** What log lines about the plug-in of {@code line} begin with. */
    static String named(String line) {
        return "qmail-spp: " + line;
    }

    /**
     * A program about to be started: {@code command} is its path, which may hold blanks, or a colon and a line for the
     * shell.
     */
    Launch launch(String command, Map<String, String> environment) {
        Launch launch = command.startsWith(":") ? Launch.of(SHELL, "-c", command.substring(1)) : Launch.of(command);
        launch.directory(home.toString())
                .environment(environment)
                .ignoring(Signal.PIPE)
                .pipeFrom(1);
        if (server) {
            launch.pipeFrom(2);
        }
        return launch;
    }
}
