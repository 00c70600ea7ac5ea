package eqmail.spp;

import eqmail.bytes.Latin1;
import eqmail.posix.Child;
import eqmail.posix.Exit;
import eqmail.posix.PosixException;
import eqmail.posix.Signal;
import eqmail.time.Deadline;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The process of a plug-in, with its output and, in a server, its complaints. Whatever ends it early ends all it started. */
final class RunningPlugin implements AutoCloseable {
    private final Child child;
    private final AnswerPipe output;
    private final Optional<LoggedErrors> errors;

    /** Watches over {@code child}, which belongs to this from now on. */
    RunningPlugin(PluginHost host, String line, Child child, Deadline deadline) {
        this.child = child;
        this.output = new AnswerPipe(child, deadline);
        this.errors = host.server()
                ? Optional.of(new LoggedErrors(
                        child.from(2), host.log(), PluginHost.named(line) + ": ", () -> child.killGroup(Signal.KILL)))
                : Optional.empty();
    }

    /** Another event, with limits of its own. */
    void next(Deadline deadline) {
        output.next(deadline);
        errors.ifPresent(LoggedErrors::renew);
    }

    /** Has it said anything since {@link #next}? */
    boolean touched() {
        return output.touched();
    }

    /** Its next line; null at the end. */
    @Nullable
    String line() throws PluginFault, IOException {
        try {
            return output.line();
        } catch (PluginFault fault) {
            kill();
            throw fault;
        }
    }

    /** Writes {@code text} to its descriptor 0, which must be a pipe of ours; false if it does not read any more. */
    boolean write(String text, Deadline deadline) throws PluginFault, IOException {
        try {
            child.to(0).output(deadline.left()).write(Latin1.bytes(text));
            return true;
        } catch (SocketTimeoutException slow) {
            kill();
            throw PluginFault.of("timed out", "it does not read");
        } catch (PosixException gone) {
            return false;
        }
    }

    /** What it prints from now on goes nowhere. */
    void closeOutput() {
        child.from(1).close();
    }

    /** No more events. */
    void closeInput() {
        child.to(0).close();
    }

    /** Waits for its end. */
    Exit end(Deadline deadline) throws PluginFault, IOException {
        Optional<Exit> exit = waitFor(deadline.left());
        if (exit.isEmpty()) {
            kill();
            throw PluginFault.of("timed out");
        }
        if (errors.isPresent() && errors.get().overflown()) {
            throw PluginFault.of("wrote too much", "more than " + LoggedErrors.MOST + " bytes for the log");
        }
        return exit.get();
    }

    private Optional<Exit> waitFor(Duration patience) throws PluginFault, IOException {
        try {
            return child.waitFor(patience);
        } catch (InterruptedIOException stopping) {
            throw stopping;
        } catch (IOException e) {
            throw PluginFault.lost(String.valueOf(e.getMessage()));
        }
    }

    /** Ends it with everything in its process group. */
    void kill() {
        child.killGroup(Signal.KILL);
    }

    /** Kills it if it still runs. */
    @Override
    public void close() {
        try (child) {
            if (!ended()) {
                kill();
            }
            errors.ifPresent(LoggedErrors::close);
        }
    }

    private boolean ended() {
        try {
            return child.waitFor(Duration.ZERO).isPresent();
        } catch (IOException interrupted) {
            return false;
        }
    }
}
