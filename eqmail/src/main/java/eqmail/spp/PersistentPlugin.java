package eqmail.spp;

import eqmail.time.Deadline;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A plug-in whose programs stay (qmail-spp(8)). A program has one event at a time, so that one which is slow holds up
 * nobody else's session: while all are busy another is started, up to {@link #MOST_PROGRAMS}. The one used last is used
 * next, so that in quiet times the others rest, and are ended.
 */
final class PersistentPlugin implements Plugin {
    /** Programs of one line. Each has an event only for as long as it thinks about it; more would fight for the CPUs. */
    static final int MOST_PROGRAMS = 16;

    /** A program that had nothing to do for so long is not needed. */
    static final Duration IDLE = Duration.ofMinutes(10);

    private final PluginHost host;
    private final String line;
    private final Duration limit;
    private final LongSupplier nanoClock;
    private final Semaphore turns = new Semaphore(MOST_PROGRAMS, true);
    private final RestartPause pause;
    /** Guards {@link #resting} and {@link #retired}; never held while a program is waited for. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Deque<Resting> resting = new ArrayDeque<>(); // the one used last is first
    private boolean retired;

    private record Resting(ResidentProgram program, long since) {}

    /**
     * A plug-in of which nothing runs yet.
     *
     * @param line a plus sign, then a path or a colon and a line for the shell
     * @param limit for one event
     */
    PersistentPlugin(PluginHost host, String line, Duration limit, LongSupplier nanoClock) {
        this.host = host;
        this.line = line;
        this.limit = limit;
        this.nanoClock = nanoClock;
        this.pause = new RestartPause(nanoClock);
    }

    @Override
    public void ask(Event event, Answers answers) throws PluginFault, IOException {
        Deadline deadline = Deadline.in(limit);
        takeTurn(deadline);
        try {
            ResidentProgram rested = take();
            while (rested != null && !asked(rested, event, answers, deadline)) {
                rested = take();
            }
            if (rested == null) {
                ResidentProgram fresh = start(deadline);
                if (!asked(fresh, event, answers, deadline)) {
                    pause.failed();
                    throw PluginFault.crashed("ended without an answer");
                }
            }
        } finally {
            turns.release();
        }
    }

    private void takeTurn(Deadline deadline) throws PluginFault, IOException {
        try {
            if (!turns.tryAcquire(deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
                throw PluginFault.of("too busy");
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the server is stopping");
        }
    }

    /** False if the program had ended before it could say anything: another one can be asked the same. */
    private boolean asked(ResidentProgram program, Event event, Answers answers, Deadline deadline)
            throws PluginFault, IOException {
        WholeAnswer whole = new WholeAnswer(answers);
        boolean fine = false;
        try {
            fine = program.ask(event, whole, deadline);
        } catch (PluginFault fault) {
            pause.failed();
            throw fault;
        } finally {
            if (fine) {
                pause.succeeded();
                putBack(program);
            } else {
                program.close();
            }
        }
        whole.rethrow();
        return fine;
    }

    private ResidentProgram start(Deadline deadline) throws PluginFault, IOException {
        if (pause.lasts()) {
            throw PluginFault.of("ended too often", "not started again yet");
        }
        boolean started = false;
        try {
            ResidentProgram program = ResidentProgram.start(host, line, deadline);
            started = true;
            return program;
        } finally {
            if (!started) {
                pause.failed();
            }
        }
    }

    private @Nullable ResidentProgram take() {
        lock.lock();
        try {
            Resting last = resting.pollFirst();
            return last == null ? null : last.program();
        } finally {
            lock.unlock();
        }
    }

    private void putBack(ResidentProgram program) {
        ResidentProgram surplus = null;
        lock.lock();
        try {
            long now = nanoClock.getAsLong();
            if (retired) {
                surplus = program;
            } else {
                resting.addFirst(new Resting(program, now));
                if (now - resting.getLast().since() > IDLE.toNanos()) {
                    surplus = resting.removeLast().program();
                }
            }
        } finally {
            lock.unlock();
        }
        if (surplus != null) {
            surplus.farewell();
        }
    }

    /** Programs that rest are ended, those that work as soon as they have answered. */
    @Override
    public void retire() {
        lock.lock();
        try {
            retired = true;
        } finally {
            lock.unlock();
        }
        for (ResidentProgram program = take(); program != null; program = take()) {
            program.farewell();
        }
    }
}
