package eqmail.posix;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The descriptors of one start. Every source is brought above all targets first: with 0 going to 1 and 1 going to 0,
 * the first dup2 would otherwise overwrite what the second one needs.
 */
final class Wiring implements AutoCloseable {
    private final int highest;
    private final SortedMap<Integer, Integer> moves = new TreeMap<>();
    private final List<Descriptor> temporary = new ArrayList<>();
    private Map<Integer, Descriptor> ours = new HashMap<>();
    private @Nullable Descriptor directory;

    Wiring(int highest) {
        this.highest = highest;
    }

    void directory(@Nullable String path) throws PosixException {
        if (path != null) {
            directory = above(keep(Descriptor.open(path, OpenFlag.PLACE, OpenFlag.DIRECTORY)));
        }
    }

    void move(int target, Descriptor source) throws PosixException {
        if (moves.put(target, above(source).number()) != null) {
            throw new IllegalStateException("descriptor " + target + " is mapped twice");
        }
    }

    /** {@code input}: the program reads this pipe. Our own end never waits, so that its streams can keep time. */
    void pipe(int target, boolean input) throws PosixException {
        Pipe pipe = Pipe.create();
        Descriptor theirs = input ? pipe.read() : pipe.write();
        Descriptor own = input ? pipe.write() : pipe.read();
        keep(theirs);
        ours.put(target, own);
        own.nonBlocking(true);
        move(target, theirs);
    }

    /** The number of a copy of {@code target} above all targets, or -1 when it is not open. */
    int copy(int target) throws PosixException {
        try {
            return keep(Descriptor.of(target).duplicateFrom(highest + 1)).number();
        } catch (PosixException e) {
            if (e.errno() == Errno.EBADF) {
                return -1;
            }
            throw e;
        }
    }

    /** Of the directory; -1 for none. */
    int directoryNumber() {
        return directory == null ? -1 : directory.number();
    }

    SpawnPlan plan(Launch launch) throws PosixException {
        return launch.plan(directory, moves, highest);
    }

    /** Our ends of the pipes, which {@link #close} then leaves open. */
    Map<Integer, Descriptor> release() {
        Map<Integer, Descriptor> released = ours;
        ours = Map.of();
        return released;
    }

    private Descriptor above(Descriptor source) throws PosixException {
        return source.number() > highest ? source : keep(source.duplicateFrom(highest + 1));
    }

    private Descriptor keep(Descriptor descriptor) {
        temporary.add(descriptor);
        return descriptor;
    }

    @Override
    public void close() {
        temporary.forEach(Descriptor::close);
        ours.values().forEach(Descriptor::close);
    }
}
