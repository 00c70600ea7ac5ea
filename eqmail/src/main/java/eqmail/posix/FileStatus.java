package eqmail.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.Optional;

/**
 * What stat(2) knows about a file.
 *
 * @param mode type and permission bits, as in {@code st_mode}
 * @param uid the owner
 * @param gid the group
 * @param size in bytes
 * @param links how many names it has
 * @param inode its number
 * @param device on which file system
 * @param accessed last read, as far as the mount keeps it
 * @param modified last change of the content
 */
public record FileStatus(
        int mode,
        int uid,
        int gid,
        long size,
        long links,
        long inode,
        long device,
        Instant accessed,
        Instant modified) {
    private static final int TYPE_MASK = 0170000;
    private static final int BASIC_STATS = 0x7ff;
    private static final int STATX_SIZE = 256;

    /**
     * Asks by name, or by descriptor with an empty path and AT_EMPTY_PATH; empty when there is no such name. statx(2)
     * fills the same structure on every machine, unlike stat(2).
     */
    static Optional<FileStatus> find(long directory, String path, long flags) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment s = arena.allocate(STATX_SIZE, Long.BYTES);
            long name = Native.string(arena, path).address();
            long result = Syscall.STATX.call(directory, name, flags, BASIC_STATS, s.address());
            if (result == -Errno.ENOENT.number()) {
                return Optional.empty();
            }
            Syscall.STATX.checked(result, path);
            return Optional.of(read(s));
        }
    }

    private static FileStatus read(MemorySegment s) {
        return new FileStatus(
                Short.toUnsignedInt(Memory.getShort(s, 28)),
                Memory.getInt(s, 20),
                Memory.getInt(s, 24),
                Memory.getLong(s, 40),
                Native.unsigned(s, 16),
                Memory.getLong(s, 32),
                (Native.unsigned(s, 136) << 32) | Native.unsigned(s, 140),
                time(s, 64),
                time(s, 112));
    }

    private static Instant time(MemorySegment s, long offset) {
        return Instant.ofEpochSecond(Memory.getLong(s, offset), Native.unsigned(s, offset + 8));
    }

    /** The permission bits with setuid, setgid and sticky: {@code mode & 07777}. */
    public int permissions() {
        return mode & 07777;
    }

    /** Is it a regular file? */
    public boolean isFile() {
        return (mode & TYPE_MASK) == 0100000;
    }

    /** Is it a directory? */
    public boolean isDirectory() {
        return (mode & TYPE_MASK) == 0040000;
    }

    /** Is it a symbolic link (only lstat says so)? */
    public boolean isLink() {
        return (mode & TYPE_MASK) == 0120000;
    }

    /** Is it a pipe, with or without a name? */
    public boolean isPipe() {
        return (mode & TYPE_MASK) == 0010000;
    }

    /** Is it a socket? */
    public boolean isSocket() {
        return (mode & TYPE_MASK) == 0140000;
    }
}
