package eqmail.posix;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A program about to be started, with exactly the descriptors, environment and directory that its contract names.
 *
 * <p>Descriptors 0 to 2 are the caller's own unless mapped or closed; from 3 up the program gets only what is mapped.
 * All signals are unblocked and at their default action. It leads a session of its own, so that {@link
 * Child#killGroup} reaches everything it started. The umask is this process's.
 *
 * <p>Starting takes about 1 ms, during which the calling thread waits for the exec. For one use by one thread.
 */
public final class Launch {
    /**
     * Changes identity between fork and the program: coreutils' chroot, here without a change of root. It takes numbers
     * without asking the account database, and says by 125, 126 or 127 that the program did not run.
     */
    private static final String IDENTITY_TOOL = "/usr/sbin/chroot";

    private static final long X_OK = 1;
    private static final long AT_EACCESS = 0x200;

    private final String program;
    private final List<String> arguments;
    private String name;
    private @Nullable String path;
    private @Nullable String directory;
    private @Nullable List<String> identity;
    private Map<String, String> environment = Map.of();
    private final SortedMap<Integer, Descriptor> sources = new TreeMap<>();
    private final SortedMap<Integer, Boolean> pipes = new TreeMap<>();
    private final Set<Integer> closed = new TreeSet<>();
    private final Set<Signal> ignored = EnumSet.noneOf(Signal.class);
    private boolean session = true;

    private Launch(String program, List<String> arguments) {
        this.program = program;
        this.arguments = List.copyOf(arguments);
        this.name = program;
    }

    /**
     * A program at a path, relative to {@link #directory} if that is set; with an empty environment.
     *
     * @param arguments those after argv[0], which is {@code program} itself unless {@link #name} says otherwise
     */
    public static Launch of(String program, List<String> arguments) {
        return new Launch(program, arguments);
    }

    /** As {@link #of(String, List)}. */
    public static Launch of(String program, String... arguments) {
        return new Launch(program, List.of(arguments));
    }

    /** What the program finds as argv[0]; not together with {@link #user}. */
    public Launch name(String argument0) {
        name = argument0;
        return this;
    }

    /** A program without a slash is looked for in these directories, separated by colons, as execvp does. */
    public Launch searching(String directories) {
        path = directories;
        return this;
    }

    /** The whole environment. */
    public Launch environment(Map<String, String> all) {
        environment = all;
        return this;
    }

    /** Where it starts. */
    public Launch directory(String start) {
        directory = start;
        return this;
    }

    /** The program's descriptor {@code target} is {@code source}, which stays the caller's to close. */
    public Launch descriptor(int target, Descriptor source) {
        sources.put(target, source);
        return this;
    }

    /** The program reads a new pipe as {@code target}; {@link Child#to} is its other end. */
    public Launch pipeTo(int target) {
        pipes.put(target, true);
        return this;
    }

    /** The program writes a new pipe as {@code target}; {@link Child#from} is its other end. */
    public Launch pipeFrom(int target) {
        pipes.put(target, false);
        return this;
    }

    /** The program has no descriptor {@code target}, 0 to 2. */
    public Launch closed(int target) {
        closed.add(target);
        return this;
    }

    /**
     * A signal that this process ignores ({@link Signals#ignore}) stays ignored in the program. PIPE, which every JVM
     * ignores in its own way, needs no preparation.
     */
    public Launch ignoring(Signal signal) {
        ignored.add(signal);
        return this;
    }

    /** It stays in the caller's session and group, where a terminal's interrupt reaches it. */
    public Launch sameSession() {
        session = false;
        return this;
    }

    /**
     * It runs as this user for good: real, effective and saved ids, these groups and no others, no capabilities. Only
     * root can ask for it. A program that is missing, or that the calling thread's {@link Credentials#files file
     * credentials} may not execute, is refused at the start; what shows only later ends the child with 125 (the
     * identity could not be taken on), 126 or 127 (the program could not be run) and a line on its standard error.
     *
     * <p>A tool run by root sees the environment first: no name in it may be the user's choice.
     *
     * @throws IllegalArgumentException for uid 0, which needs no change
     */
    public Launch user(int uid, int gid, int... groups) {
        if (uid == 0) {
            throw new IllegalArgumentException("a user launch as root");
        }
        StringBuilder list = new StringBuilder("--groups=");
        for (int group : groups) {
            list.append(list.charAt(list.length() - 1) == '=' ? "+" : ",+").append(Integer.toUnsignedString(group));
        }
        String both = "--userspec=+" + Integer.toUnsignedString(uid) + ":+" + Integer.toUnsignedString(gid);
        identity = List.of("chroot", both, list.toString(), "--skip-chdir", "/");
        return this;
    }

    /**
     * Starts it.
     *
     * @throws PosixException call {@code exec}: the program could not be executed ({@link PosixException#temporary}
     *     tells whether a later try may succeed); {@code open}: the directory could not be entered; others: no
     *     descriptors, memory or processes left
     */
    public Child start() throws PosixException {
        try (Wiring wiring = wire()) {
            int pid = Spawn.start(wiring.plan(this));
            return new Child(pid, session, wiring.release());
        }
    }

    /**
     * Becomes the program: this JVM is gone, the process id stays. Pipes make no sense here.
     *
     * @throws PosixException it could not be executed, and everything is as before
     */
    public void replaceProcess() throws PosixException {
        if (!pipes.isEmpty()) {
            throw new IllegalStateException("nobody would be left at the other end of the pipes");
        }
        try (Wiring wiring = wire()) {
            Replacement.run(wiring.plan(this));
        }
    }

    private Wiring wire() throws PosixException {
        int highest = 2;
        if (!sources.isEmpty()) {
            highest = Math.max(highest, sources.lastKey());
        }
        if (!pipes.isEmpty()) {
            highest = Math.max(highest, pipes.lastKey());
        }
        Wiring wiring = new Wiring(highest);
        try {
            wiring.directory(directory);
            for (var source : sources.entrySet()) {
                wiring.move(source.getKey(), source.getValue());
            }
            for (var pipe : pipes.entrySet()) {
                wiring.pipe(pipe.getKey(), pipe.getValue());
            }
            return wiring;
        } catch (PosixException | RuntimeException e) {
            wiring.close();
            throw e;
        }
    }

    SpawnPlan plan(@Nullable Descriptor start, Map<Integer, Integer> moves, int highest) throws PosixException {
        for (int number = 3; number <= highest; number++) {
            if (!moves.containsKey(number)) {
                closed.add(number);
            }
        }
        List<String> entries = new ArrayList<>();
        environment.forEach((key, value) -> entries.add(key + "=" + value));
        return new SpawnPlan(candidates(start), argv(), entries, start, moves, closed, highest, ignored, session);
    }

    private List<String> candidates(@Nullable Descriptor start) throws PosixException {
        if (identity != null) {
            checkExecutable(start);
            return List.of(IDENTITY_TOOL);
        }
        return path != null && program.indexOf('/') < 0 ? Candidates.inPath(program, path) : List.of(program);
    }

    private void checkExecutable(@Nullable Descriptor start) throws PosixException {
        if (program.indexOf('/') < 0 || !name.equals(program)) {
            throw new IllegalStateException("a user launch needs a path, and passes it on as argv[0]");
        }
        long at = start == null ? Syscall.AT_FDCWD : start.number();
        try (Arena arena = Arena.ofConfined()) {
            long file = Native.string(arena, program).address();
            long result = Syscall.FACCESSAT2.call(at, file, X_OK, AT_EACCESS);
            if (result < 0) {
                throw PosixException.of((int) -result, "exec", program);
            }
        }
    }

    private List<String> argv() {
        List<String> all = new ArrayList<>();
        if (identity != null) {
            all.addAll(identity);
        }
        all.add(identity == null ? name : program);
        all.addAll(arguments);
        return all;
    }
}
