package eqmail.spp;

import eqmail.log.Log;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A plug-in of our own. It has a thread of its own, so that it can be left alone when its time is over; while a program of
 * its name lies in {@code bin}, that is run instead.
 */
final class InProcessPlugin implements Plugin {
    private final PluginHost host;
    private final String name;
    private final StockPlugin stock;
    private final Duration limit;
    private final Plugin program;

    /**
     * Calls {@code stock}.
     *
     * @param name of its command
     * @param program stands in while somebody replaced the command
     */
    InProcessPlugin(PluginHost host, String name, StockPlugin stock, Duration limit, Plugin program) {
        this.host = host;
        this.name = name;
        this.stock = stock;
        this.limit = limit;
        this.program = program;
    }

    @Override
    public void ask(Event event, Answers answers) throws PluginFault, IOException {
        if (host.programs().standIn(name).isPresent()) {
            program.ask(event, answers);
            return;
        }
        for (String line : answer(event)) {
            if (!answers.take(line)) {
                return;
            }
        }
    }

    private List<String> answer(Event event) throws PluginFault, IOException {
        FutureTask<List<String>> call = new FutureTask<>(() -> stock.answer(event.environment()));
        Thread.ofVirtual().name(name).start(call);
        try {
            return call.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw PluginFault.of("timed out");
        } catch (ExecutionException e) {
            throw fault(e.getCause());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the server is stopping");
        } finally {
            call.cancel(true);
        }
    }

    /** Trouble of the host is known by its exception; anything else is a mistake of ours, and must not end the session. */
    private static PluginFault fault(@Nullable Throwable cause) {
        if (cause instanceof IOException trouble) {
            return PluginFault.cannotExecute(String.valueOf(trouble.getMessage()));
        }
        StackTraceElement[] stack = cause == null ? new StackTraceElement[0] : cause.getStackTrace();
        return PluginFault.crashed(Log.printable(cause + (stack.length == 0 ? "" : " at " + stack[0])));
    }
}
