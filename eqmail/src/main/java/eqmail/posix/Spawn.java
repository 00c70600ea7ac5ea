package eqmail.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Set;

/** posix_spawn(3) for a {@link SpawnPlan}. */
final class Spawn {
    private static final MemorySegment SPAWN = Native.function("posix_spawn");
    private static final MemorySegment SIGNAL = Native.function("signal");
    private static final MemorySegment SIGACTION = Native.function("sigaction");
    private static final MemorySegment ACTIONS_INIT = Native.function("posix_spawn_file_actions_init");
    private static final MemorySegment ACTIONS_DESTROY = Native.function("posix_spawn_file_actions_destroy");
    private static final MemorySegment ADD_DUP2 = Native.function("posix_spawn_file_actions_adddup2");
    private static final MemorySegment ADD_CLOSE = Native.function("posix_spawn_file_actions_addclose");
    private static final MemorySegment ADD_CLOSE_FROM = Native.function("posix_spawn_file_actions_addclosefrom_np");
    private static final MemorySegment ADD_FCHDIR = Native.function("posix_spawn_file_actions_addfchdir_np");
    private static final MemorySegment ATTRIBUTES_INIT = Native.function("posix_spawnattr_init");
    private static final MemorySegment SET_FLAGS = Native.function("posix_spawnattr_setflags");
    private static final MemorySegment SET_MASK = Native.function("posix_spawnattr_setsigmask");
    private static final MemorySegment SET_DEFAULT = Native.function("posix_spawnattr_setsigdefault");

    /** glibc: 80 bytes of file actions, 336 of attributes, 128 of a signal set. */
    private static final long ACTIONS_SIZE = 128;

    private static final long ATTRIBUTES_SIZE = 512;
    private static final long SET_SIZE = 128;

    private static final long SIG_DFL = 0;
    private static final long SIG_IGN = 1;
    private static final int SETSIGDEF = 0x04;
    private static final int SETSIGMASK = 0x08;
    private static final int SETSID = 0x80;

    private Spawn() {}

    /** Starts the first candidate that can be executed; its process id. */
    static int start(SpawnPlan plan) throws PosixException {
        keepChildren();
        ignorePipe(plan);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment actions = arena.allocate(ACTIONS_SIZE, 16);
            must(Native.intCall(ACTIONS_INIT, actions.address()));
            try {
                addActions(plan, actions.address());
                return tryEach(plan, arena, actions, attributes(plan, arena));
            } finally {
                Native.intCall(ACTIONS_DESTROY, actions.address());
            }
        }
    }

    private static int tryEach(SpawnPlan plan, Arena arena, MemorySegment actions, MemorySegment attributes)
            throws PosixException {
        long argv = Native.strings(arena, plan.arguments()).address();
        long environment = Native.strings(arena, plan.environment()).address();
        MemorySegment pid = arena.allocate(JAVA_INT);
        Candidates candidates = new Candidates(plan.candidates());
        while (true) {
            long path = Native.string(arena, candidates.next()).address();
            int errno = Native.intCall(
                    SPAWN, pid.address(), path, actions.address(), attributes.address(), argv, environment);
            if (errno == 0) {
                return Memory.getInt(pid, 0);
            }
            candidates.failed(errno);
        }
    }

    /**
     * The JVM catches SIGPIPE and does nothing, which a program does not inherit; truly ignored it means the same to the
     * JVM. What is ignored here and not wanted there, {@link #attributes} undoes.
     */
    private static void ignorePipe(SpawnPlan plan) {
        if (plan.ignored().contains(Signal.PIPE)) {
            Native.longCall(SIGNAL, Signal.PIPE.number(), SIG_IGN);
        }
    }

    /** A process that was started with SIGCHLD ignored would never learn how its children ended. */
    private static void keepChildren() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment old = arena.allocate(256, 8);
            Native.intCall(SIGACTION, Signal.CHLD.number(), 0, old.address());
            if (Memory.getLong(old, 0) == SIG_IGN) {
                Native.longCall(SIGNAL, Signal.CHLD.number(), SIG_DFL);
            }
        }
    }

    private static void addActions(SpawnPlan plan, long actions) {
        Descriptor directory = plan.directory();
        if (directory != null) {
            must(Native.intCall(ADD_FCHDIR, actions, directory.number()));
        }
        plan.moves().forEach((target, source) -> must(Native.intCall(ADD_DUP2, actions, source, target)));
        plan.closed().forEach(target -> must(Native.intCall(ADD_CLOSE, actions, target)));
        must(Native.intCall(ADD_CLOSE_FROM, actions, plan.highest() + 1));
    }

    private static MemorySegment attributes(SpawnPlan plan, Arena arena) {
        MemorySegment attributes = arena.allocate(ATTRIBUTES_SIZE, 16);
        must(Native.intCall(ATTRIBUTES_INIT, attributes.address()));
        int flags = SETSIGDEF | SETSIGMASK | (plan.session() ? SETSID : 0);
        must(Native.intCall(SET_FLAGS, attributes.address(), flags));
        must(Native.intCall(
                SET_MASK, attributes.address(), arena.allocate(SET_SIZE, 8).address()));
        must(Native.intCall(
                SET_DEFAULT, attributes.address(), allBut(plan.ignored(), arena).address()));
        return attributes;
    }

    private static MemorySegment allBut(Set<Signal> left, Arena arena) {
        MemorySegment set = arena.allocate(SET_SIZE, 8).fill((byte) 0xff);
        for (Signal signal : left) {
            int bit = signal.number() - 1;
            byte others = (byte) (Memory.getByte(set, bit / 8) & ~(1 << (bit % 8)));
            Memory.putByte(set, bit / 8, others);
        }
        return set;
    }

    /** These calls only fill memory; what they could refuse would be a mistake of ours, or no memory at all. */
    private static void must(int errno) {
        if (errno != 0) {
            throw new IllegalStateException(
                    "posix_spawn set-up: " + Errno.of(errno).text());
        }
    }
}
