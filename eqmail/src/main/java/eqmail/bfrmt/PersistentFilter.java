package eqmail.bfrmt;

import eqmail.fs.ScratchFile;
import eqmail.log.Log;
import eqmail.posix.Descriptor;
import eqmail.posix.Launch;
import eqmail.time.Deadline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A filter whose program stays. As many run as there are messages at a time, up to a limit; one that ended, or did something
 * odd, is replaced when the next message comes.
 */
final class PersistentFilter implements Filter {
    private final FilterLine line;
    private final Path home;
    private final Map<String, String> environment;
    private final FilterLimits limits;
    private final Log log;
    private final Semaphore turns;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<FilterProcess> idle = new ArrayDeque<>(); // under lock
    private boolean closed; // under lock

    PersistentFilter(FilterLine line, Path home, Map<String, String> environment, FilterLimits limits, Log log) {
        this.line = line;
        this.home = home;
        this.environment = environment;
        this.limits = limits;
        this.log = log;
        this.turns = new Semaphore(limits.processes(), true);
    }

    @Override
    public Result apply(Outgoing mail) throws InterruptedException {
        Deadline end = Deadline.in(limits.time());
        if (!turns.tryAcquire(limits.time().toNanos(), TimeUnit.NANOSECONDS)) {
            return Judgement.notNow(line.toString(), "is busy");
        }
        try (Descriptor message = ScratchFile.copyOf(mail.body())) {
            return switch (answer(mail, message, end)) {
                case FilterProcess.Answer.Refusal refusal ->
                    Judgement.failed(line.toString(), refusal.code(), refusal.text());
                case FilterProcess.Answer.Message answer -> {
                    Judgement.check(answer.text(), message);
                    yield new Result.Pass(answer.text());
                }
            };
        } catch (IOException e) {
            return Judgement.of(line.toString(), e);
        } finally {
            turns.release();
        }
    }

    /** Of a process that is there, else of a new one. One that ended while nothing was to do is no failure. */
    private FilterProcess.Answer answer(Outgoing mail, Descriptor message, Deadline end)
            throws IOException, InterruptedException {
        for (FilterProcess old = takeIdle(); old != null; old = takeIdle()) {
            try {
                return ask(old, mail, message, end);
            } catch (FilterProcess.Gone gone) {
                // The next one, or a new one, knows nothing of this message yet.
            }
        }
        Launch launch = line.launch(home, List.of()).environment(environment);
        return ask(new FilterProcess(launch, line.toString(), limits.start(), log), mail, message, end);
    }

    private FilterProcess.Answer ask(FilterProcess process, Outgoing mail, Descriptor message, Deadline end)
            throws IOException, InterruptedException {
        boolean usable = false;
        try {
            FilterProcess.Answer answer = process.ask(mail, message, end);
            usable = process.inStep();
            return answer;
        } finally {
            if (!usable || !keep(process)) {
                process.close();
            }
        }
    }

    private @Nullable FilterProcess takeIdle() {
        lock.lock();
        try {
            return idle.poll();
        } finally {
            lock.unlock();
        }
    }

    private boolean keep(FilterProcess process) {
        lock.lock();
        try {
            return !closed && idle.offerFirst(process);
        } finally {
            lock.unlock();
        }
    }

    /** Ends what is idle now, and the others when they have answered. */
    void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        for (FilterProcess process = takeIdle(); process != null; process = takeIdle()) {
            process.close();
        }
    }
}
