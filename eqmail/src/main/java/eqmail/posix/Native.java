package eqmail.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The one door to native code.
 *
 * <p>All functions go through a single shape, seven long arguments and a long result. Each further shape would cost
 * every process that meets it 3 to 5 ms (measured), and the calling conventions of both machines allow it: integers and
 * pointers travel alike, the caller owns the argument area, and what the function does not expect it never looks at. A
 * function with an {@code int} result leaves the upper half of the register undefined; {@link #intCall} cuts it off.
 */
@SuppressWarnings("restricted")
final class Native {
    static final boolean AARCH64 = System.getProperty("os.arch", "").equals("aarch64");

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle CALL = LINKER.downcallHandle(
            FunctionDescriptor.of(
                    JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
            Linker.Option.captureCallState("errno"));

    /** At least the size of the captured state on Linux, one int. */
    private static final int STATE_SIZE = 16;

    private Native() {}

    /** The address of a glibc function. */
    static MemorySegment function(String name) {
        return LINKER.defaultLookup().find(name).orElseThrow(() -> new UnsatisfiedLinkError(name));
    }

    /** The address of a function that not every C library has. */
    static Optional<MemorySegment> ifFound(String name) {
        return LINKER.defaultLookup().find(name);
    }

    /** The address of a function of another library; empty if there is no such library or function. */
    static Optional<MemorySegment> inLibrary(String library, String name) {
        try {
            return SymbolLookup.libraryLookup(library, Arena.global()).find(name);
        } catch (IllegalArgumentException missing) {
            return Optional.empty();
        }
    }

    /** Calls a function with a long result; -1 from it becomes the negated errno. */
    static long longCall(MemorySegment function, long... arguments) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE_SIZE, Long.BYTES);
            long result = invoke(function, state, arguments);
            return result == -1 ? -Memory.getInt(state, 0) : result;
        }
    }

    /** Calls a function with an int result; -1 from it becomes the negated errno. */
    static int intCall(MemorySegment function, long... arguments) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE_SIZE, Long.BYTES);
            int result = (int) invoke(function, state, arguments);
            return result == -1 ? -Memory.getInt(state, 0) : result;
        }
    }

    private static long invoke(MemorySegment function, MemorySegment state, long[] a) {
        try {
            return (long) CALL.invokeExact(
                    function, state, at(a, 0), at(a, 1), at(a, 2), at(a, 3), at(a, 4), at(a, 5), at(a, 6));
        } catch (Throwable impossible) {
            throw new AssertionError("a downcall throws nothing", impossible);
        }
    }

    private static long at(long[] arguments, int index) {
        return index < arguments.length ? arguments[index] : 0;
    }

    /** {@code text} with a NUL behind it. */
    static MemorySegment string(Arena arena, String text) {
        byte[] bytes = bytes(text);
        MemorySegment segment = arena.allocate(bytes.length + 1L);
        Memory.put(segment, bytes, 0, bytes.length);
        return segment;
    }

    /** A NULL-terminated array of strings, as argv and environ are. */
    static MemorySegment strings(Arena arena, List<String> texts) {
        MemorySegment array = arena.allocate(ADDRESS, texts.size() + 1L);
        for (int i = 0; i < texts.size(); i++) {
            Memory.putLong(
                    array, i * ADDRESS.byteSize(), string(arena, texts.get(i)).address());
        }
        return array;
    }

    private static byte[] bytes(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || c > 0xff) {
                throw new IllegalArgumentException("not a C string: char " + (int) c + " at " + i);
            }
        }
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The C string at an address kept in {@code struct} at {@code offset}; empty for NULL. */
    static String stringAt(MemorySegment struct, long offset) {
        long pointer = Memory.getLong(struct, offset);
        return pointer == 0 ? "" : stringAt(pointer, Long.MAX_VALUE);
    }

    /** The C string at {@code address}, of which at most {@code most} bytes are looked at. */
    static String stringAt(long address, long most) {
        return MemorySegment.ofAddress(address).reinterpret(most).getString(0, StandardCharsets.ISO_8859_1);
    }

    /** The unsigned value of a 32-bit field: ids and sizes are unsigned in the kernel. */
    static long unsigned(MemorySegment struct, long offset) {
        return Integer.toUnsignedLong(Memory.getInt(struct, offset));
    }
}
