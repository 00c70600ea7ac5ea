package eqmail.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * crypt(3) of the system: every password hash that the system itself can use for its accounts, yescrypt included.
 *
 * <p>A call takes from a tenth of a millisecond (MD5) to seconds (whatever the setting asks for) and holds its thread:
 * call from a platform thread.
 */
public final class Crypt {
    /** {@code struct crypt_data}: 32 KiB in libxcrypt, 128 KiB in old glibc; zeros at the start mean a fresh one. */
    private static final long STATE_SIZE = 256 * 1024;

    /** Longest result of any method, with room (CRYPT_OUTPUT_SIZE is 384). */
    private static final long LONGEST_RESULT = 1024;

    private Crypt() {}

    /**
     * The hash of {@code phrase} with method, cost and salt of {@code setting}, which may be a whole hash.
     *
     * @param phrase without NUL
     * @return empty if the system does not know the method, or the setting is malformed
     * @throws PosixException if the system has no crypt(3) at all
     */
    public static Optional<String> hash(String phrase, String setting) throws PosixException {
        MemorySegment function = Library.CRYPT_R.orElseThrow(
                () -> new PosixException(Errno.ENOENT, "load", String.join(" or ", Library.NAMES)));
        try (Arena arena = Arena.ofConfined()) {
            long state = arena.allocate(STATE_SIZE, 16).address();
            MemorySegment words = Native.string(arena, phrase);
            long result = Native.longCall(
                    function, words.address(), Native.string(arena, setting).address(), state);
            words.fill((byte) 0);
            if (result <= 0) {
                return Optional.empty();
            }
            String hash = Native.stringAt(result, LONGEST_RESULT);
            // "*0" or "*1" is how failure looks for callers that do not expect NULL.
            return hash.startsWith("*") ? Optional.empty() : Optional.of(hash);
        }
    }

    /** Looked for when the first password is checked, not by every process that meets this class. */
    private static final class Library {
        /** Debian and older glibc; libxcrypt without the compatible interface. In musl it is part of the C library. */
        private static final String[] NAMES = {"libcrypt.so.1", "libcrypt.so.2"};

        private static final Optional<MemorySegment> CRYPT_R = find();

        private static Optional<MemorySegment> find() {
            Optional<MemorySegment> found = Native.ifFound("crypt_r");
            for (String name : NAMES) {
                if (found.isEmpty()) {
                    found = Native.inLibrary(name, "crypt_r");
                }
            }
            return found;
        }
    }
}
