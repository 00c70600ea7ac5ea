package eqmail.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Both ends of a pipe(2).
 *
 * @param read where the bytes come out
 * @param write where they go in
 */
public record Pipe(Descriptor read, Descriptor write) implements AutoCloseable {
    /**
     * A new pipe.
     *
     * @throws PosixException EMFILE or ENFILE when there are no descriptors left
     */
    public static Pipe create() throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment both = arena.allocate(8, 4);
            Syscall.PIPE2.run("", both.address(), OpenFlag.CLOSE_ON_EXEC);
            return new Pipe(Descriptor.of(Memory.getInt(both, 0)), Descriptor.of(Memory.getInt(both, 4)));
        }
    }

    @Override
    public void close() {
        read.close();
        write.close();
    }
}
