package eqmail.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The kernel's own opinion of its clock (adjtimex(2)). */
public final class KernelClock {
    /** Larger than struct timex on any machine. */
    private static final int SIZE = 512;

    private static final long TIME_ERROR = 5;

    private KernelClock() {}

    /** Does something keep it right? A kernel that nobody has told otherwise says no. */
    public static boolean synchronised() throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            // All zeros: nothing is changed.
            MemorySegment question = arena.allocate(SIZE, 8);
            return Syscall.ADJTIMEX.run("clock", question.address()) != TIME_ERROR;
        }
    }
}
