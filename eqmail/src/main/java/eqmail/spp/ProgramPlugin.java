package eqmail.spp;

import eqmail.posix.Child;
import eqmail.posix.Descriptor;
import eqmail.posix.Exit;
import eqmail.posix.OpenFlag;
import eqmail.posix.PosixException;
import eqmail.time.Deadline;
import java.io.IOException;
import java.time.Duration;

/**
 * A plug-in that is started for each event (network.md 5.2): it finds everything in its environment, prints its answer,
 * ends. When it decides, its output is closed; in either case its end is waited for.
 */
final class ProgramPlugin implements Plugin {
    private final PluginHost host;
    private final String command;
    private final Duration limit;

    /**
     * Runs {@code command}.
     *
     * @param limit for one event, after which it is killed with all it started
     */
    ProgramPlugin(PluginHost host, String command, Duration limit) {
        this.host = host;
        this.command = command;
        this.limit = limit;
    }

    @Override
    public void ask(Event event, Answers answers) throws PluginFault, IOException {
        Deadline deadline = Deadline.in(limit);
        try (Descriptor nothing = nothing();
                RunningPlugin running = start(event, nothing, deadline)) {
            converse(running, answers, deadline);
        }
    }

    private static Descriptor nothing() throws PluginFault {
        try {
            return Descriptor.open("/dev/null", OpenFlag.READ);
        } catch (PosixException e) {
            throw PluginFault.ofStart(e);
        }
    }

    private RunningPlugin start(Event event, Descriptor nothing, Deadline deadline) throws PluginFault {
        try {
            Child child = host.launch(command, event.environment())
                    .descriptor(0, nothing)
                    .start();
            return new RunningPlugin(host, command, child, deadline);
        } catch (PosixException e) {
            throw PluginFault.ofStart(e);
        }
    }

    private static void converse(RunningPlugin running, Answers answers, Deadline deadline)
            throws PluginFault, IOException {
        String line = running.line();
        while (line != null && answers.take(line)) {
            line = running.line();
        }
        running.closeOutput();
        Exit exit = running.end(deadline);
        if (exit.crashed()) {
            throw PluginFault.crashed("killed by signal " + -exit.code());
        }
        if (exit.code() == StockPlugin.CANNOT_DECIDE) {
            throw PluginFault.cannotExecute("exit code " + exit.code());
        }
    }
}
