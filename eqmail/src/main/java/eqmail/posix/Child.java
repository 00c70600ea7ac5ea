package eqmail.posix;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A program that was started. It must be closed: only then the kernel may forget it, and until then its number cannot
 * become somebody else's, so that a signal never hits a stranger.
 *
 * <p>A platform thread waits in waitid(2), a virtual thread on the poller with a pidfd; nobody else's child is touched.
 */
public final class Child implements AutoCloseable {
    private static final int P_PID = 1;
    private static final int WNOHANG = 1;
    private static final int WEXITED = 4;
    private static final int WNOWAIT = 0x0100_0000;
    private static final int CLD_EXITED = 1;

    private final int pid;
    private final boolean session;
    private final Map<Integer, Descriptor> pipes;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean reaped; // under lock
    private volatile @Nullable Exit exit;

    Child(int pid, boolean session, Map<Integer, Descriptor> pipes) {
        this.pid = pid;
        this.session = session;
        this.pipes = pipes;
    }

    /** Its process id, and that of its session and group. */
    public int pid() {
        return pid;
    }

    /** Our end of the pipe that the program reads as {@code target}; close it to give the program an end of input. */
    public Descriptor to(int target) {
        return pipe(target);
    }

    /** Our end of the pipe that the program writes as {@code target}. */
    public Descriptor from(int target) {
        return pipe(target);
    }

    private Descriptor pipe(int target) {
        Descriptor pipe = pipes.get(target);
        if (pipe == null) {
            throw new IllegalArgumentException("no pipe at descriptor " + target);
        }
        return pipe;
    }

    /**
     * Waits for its end, as long as it takes.
     *
     * @throws InterruptedIOException a virtual thread was interrupted
     */
    public Exit waitFor() throws IOException {
        return ended(Readiness.FOREVER).orElseThrow();
    }

    /**
     * Waits for its end.
     *
     * @return empty when it still runs after {@code limit}
     * @throws InterruptedIOException a virtual thread was interrupted
     */
    public Optional<Exit> waitFor(Duration limit) throws IOException {
        return ended(Math.max(0, limit.toNanos()));
    }

    private Optional<Exit> ended(long nanos) throws IOException {
        Exit known = exit;
        if (known != null) {
            return Optional.of(known);
        }
        boolean direct = nanos == Readiness.FOREVER && !Thread.currentThread().isVirtual();
        if (!direct && !awaitEnd(nanos)) {
            return Optional.empty();
        }
        known = waitid(WEXITED | WNOWAIT);
        exit = known;
        return Optional.of(known);
    }

    private boolean awaitEnd(long nanos) throws IOException {
        int pidfd = (int) Syscall.PIDFD_OPEN.run("process " + pid, pid, 0);
        try {
            return Readiness.await(pidfd, Readiness.INPUT, nanos);
        } finally {
            Syscall.CLOSE.once(pidfd);
        }
    }

    private Exit waitid(int options) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(128, 8);
            Syscall.WAITID.run("process " + pid, P_PID, pid, info.address(), options, 0);
            int status = Memory.getInt(info, 24);
            return new Exit(Memory.getInt(info, 8) == CLD_EXITED ? status : -status);
        }
    }

    /** Sends a signal to the program and everything in its group, also after its own end; nothing after close. */
    public void killGroup(Signal signal) {
        signal(session ? -pid : pid, signal);
    }

    /** Sends a signal to the program alone. */
    public void kill(Signal signal) {
        signal(pid, signal);
    }

    private void signal(int whom, Signal signal) {
        lock.lock();
        try {
            if (!reaped) {
                Syscall.KILL.call(whom, signal.number());
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Closes the pipes, kills the group if the program still runs, and lets the kernel forget it. What the program left
     * running after its own end is left alone.
     */
    @Override
    public void close() {
        pipes.values().forEach(Descriptor::close);
        if (exit == null) {
            killIfRunning();
        }
        lock.lock();
        try {
            if (!reaped) {
                waitid(WEXITED | WNOHANG);
                reaped = true;
            }
        } catch (PosixException e) {
            throw new IllegalStateException("somebody else took our child " + pid, e);
        } finally {
            lock.unlock();
        }
    }

    private void killIfRunning() {
        boolean interrupted = Thread.interrupted();
        try {
            if (ended(0).isEmpty()) {
                killGroup(Signal.KILL);
                waitFor();
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot wait for " + pid, e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
