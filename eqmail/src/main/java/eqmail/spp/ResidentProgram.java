package eqmail.spp;

import eqmail.bytes.Latin1;
import eqmail.posix.Child;
import eqmail.posix.PosixException;
import eqmail.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** A running program of a persistent plug-in; one thread at a time has it. The protocol is that of qmail-spp(8). */
final class ResidentProgram implements AutoCloseable {
    /** What a program says first: it speaks this version of the protocol, and is ready. */
    static final String GREETING = "qmail-spp 1";

    /** So long a program may clean up when its input ends. */
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final RunningPlugin running;
    private long events;

    private ResidentProgram(RunningPlugin running) {
        this.running = running;
    }

    /** Starts the program of {@code line}, and waits until it is ready. */
    static ResidentProgram start(PluginHost host, String line, Deadline deadline) throws PluginFault, IOException {
        RunningPlugin running;
        try {
            Child child =
                    host.launch(line.substring(1), host.inherited()).pipeTo(0).start();
            running = new RunningPlugin(host, line, child, deadline);
        } catch (PosixException e) {
            throw PluginFault.ofStart(e);
        }
        boolean ready = false;
        try {
            String greeting = running.line();
            if (greeting == null) {
                throw PluginFault.cannotExecute("ended without a greeting");
            }
            if (!greeting.equals(GREETING)) {
                throw PluginFault.of("speaks another protocol", "it did not begin with " + GREETING);
            }
            ready = true;
            return new ResidentProgram(running);
        } finally {
            if (!ready) {
                running.close();
            }
        }
    }

    /**
     * Asks about one event.
     *
     * @return false if it has ended, and had said nothing to this event: another may be asked
     */
    boolean ask(Event event, Plugin.Answers answers, Deadline deadline) throws PluginFault, IOException {
        events++;
        running.next(deadline);
        if (!running.write(request(events, event), deadline)) {
            return false;
        }
        String end = "end " + events;
        boolean more = true;
        for (String line = running.line(); line != null; line = running.line()) {
            if (line.equals(end)) {
                return true;
            }
            more = more && answers.take(line);
        }
        if (!running.touched()) {
            return false;
        }
        throw PluginFault.crashed("ended in the middle of an answer");
    }

    /**
     * The event as lines. A variable with a line feed in it would read as something else and is left out; no client can
     * make one.
     */
    static String request(long number, Event event) {
        StringBuilder text = new StringBuilder("event ")
                .append(number)
                .append(' ')
                .append(Latin1.lower(event.phase().name()))
                .append('\n');
        for (Map.Entry<String, String> variable : event.session().entrySet()) {
            String entry = variable.getKey() + "=" + variable.getValue();
            if (entry.indexOf('\n') < 0) {
                text.append(entry).append('\n');
            }
        }
        return text.append('\n').toString();
    }

    /** Tells it to end, gives it a moment for that, then ends it with all it started. */
    void farewell() {
        running.closeInput();
        try {
            running.end(Deadline.in(FAREWELL));
        } catch (PluginFault | IOException anyway) {
            // It is killed now.
        } finally {
            close();
        }
    }

    /** Ends it at once. */
    @Override
    public void close() {
        running.close();
    }
}
