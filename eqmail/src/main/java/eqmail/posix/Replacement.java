package eqmail.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * execve(2) for a {@link SpawnPlan}. Targets from 3 up may be files that the JVM itself reads its classes from (the
 * runtime image, jars). So everything is prepared first, nothing new is loaded while the targets are in place, and a
 * failed exec puts back what was there before anything else happens.
 */
final class Replacement {
    private static final long CLOSE_RANGE_CLOEXEC = 4;
    private static final long LAST_DESCRIPTOR = 0xffff_ffffL;
    private static final int SIG_SETMASK = 2;
    private static final long SIG_DFL = 0;
    private static final long SIG_IGN = 1;
    private static final long NONE = -1;
    private static final String HERE = ".";

    private static final MemorySegment SIGNAL = Native.function("signal");

    private final long[] targets;
    private final long[] sources;
    private final long[] saved;
    private final long oldDirectory;
    private final long newDirectory;
    private final long pipeAction;

    private Replacement(SpawnPlan plan, Wiring backup) throws PosixException {
        SortedMap<Integer, Integer> moves = new TreeMap<>(plan.moves());
        SortedSet<Integer> all = new TreeSet<>(moves.keySet());
        all.addAll(plan.closed());
        targets = new long[all.size()];
        sources = new long[all.size()];
        saved = new long[all.size()];
        int i = 0;
        for (int target : all) {
            targets[i] = target;
            sources[i] = moves.getOrDefault(target, (int) NONE);
            saved[i] = backup.copy(target);
            i++;
        }
        pipeAction = plan.ignored().contains(Signal.PIPE) ? SIG_IGN : SIG_DFL;
        Descriptor directory = plan.directory();
        newDirectory = directory == null ? NONE : directory.number();
        backup.directory(HERE);
        oldDirectory = backup.directoryNumber();
    }

    /** Becomes the first candidate that can be executed; returns only by exception. */
    static void run(SpawnPlan plan) throws PosixException {
        try (Arena arena = Arena.ofConfined();
                Wiring backup = new Wiring(plan.highest())) {
            Replacement replacement = new Replacement(plan, backup);
            long argv = Native.strings(arena, plan.arguments()).address();
            long environment = Native.strings(arena, plan.environment()).address();
            long none = arena.allocate(8, 8).address();
            Syscall.RT_SIGPROCMASK.run("", SIG_SETMASK, none, 0, 8);
            Syscall.CLOSE_RANGE.run("", 3, LAST_DESCRIPTOR, CLOSE_RANGE_CLOEXEC);
            Candidates candidates = new Candidates(plan.candidates());
            while (true) {
                long path = Native.string(arena, candidates.next()).address();
                candidates.failed((int) -replacement.attempt(path, argv, environment));
            }
        }
    }

    private long attempt(long path, long argv, long environment) {
        Syscall.DUP3.once(NONE, NONE, 0); // loads what the next lines need
        move(newDirectory, sources, 0);
        Native.longCall(SIGNAL, Signal.PIPE.number(), pipeAction);
        long result = Syscall.EXECVE.once(path, argv, environment);
        Native.longCall(SIGNAL, Signal.PIPE.number(), SIG_IGN); // for the JVM the same as its own handler
        move(oldDirectory, saved, OpenFlag.CLOSE_ON_EXEC);
        return result;
    }

    private void move(long directory, long[] from, int flags) {
        if (directory != NONE) {
            Syscall.FCHDIR.once(directory);
        }
        for (int i = 0; i < targets.length; i++) {
            if (from[i] == NONE) {
                Syscall.CLOSE.once(targets[i]);
            } else {
                Syscall.DUP3.once(from[i], targets[i], targets[i] < 3 ? 0 : flags);
            }
        }
    }
}
