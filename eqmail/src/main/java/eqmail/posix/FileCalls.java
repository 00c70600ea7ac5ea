package eqmail.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Calls on files by the bytes of their names, which java.nio cannot spell when they are not ASCII, and with numbers for
 * modes and owners. All follow a symbolic link in the last element unless they say otherwise.
 *
 * <p>They ask with the calling thread's {@link Credentials#files file credentials}; {@link #mayExecute} too, unlike
 * access(2).
 */
public final class FileCalls {
    private static final long REMOVE_DIRECTORY = 0x200;
    private static final long EFFECTIVE = 0x200;
    private static final long X_OK = 1;
    private static final int S_IFIFO = 0010000;
    private static final int LISTING = 32 * 1024;
    /** PATH_MAX: no link can hold more. */
    private static final int LONGEST_LINK = 4096;

    private FileCalls() {}

    /** What stat(2) knows; empty when there is no such file. */
    public static Optional<FileStatus> stat(String path) throws PosixException {
        return FileStatus.find(Syscall.AT_FDCWD, path, 0);
    }

    /** As {@link #stat}, of the link itself. */
    public static Optional<FileStatus> linkStatus(String path) throws PosixException {
        return FileStatus.find(Syscall.AT_FDCWD, path, Syscall.AT_SYMLINK_NOFOLLOW);
    }

    /** Gives a file a second name; EEXIST when that exists. A symbolic link is not followed. */
    public static void link(String existing, String name) throws PosixException {
        two(Syscall.LINKAT, existing, name);
    }

    /** Makes a symbolic link {@code name} that says {@code target}. */
    public static void symbolicLink(String target, String name) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            long text = Native.string(arena, target).address();
            Syscall.SYMLINKAT.run(
                    name, text, Syscall.AT_FDCWD, Native.string(arena, name).address());
        }
    }

    /** What a symbolic link says; EINVAL when it is none. */
    public static String readLink(String path) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocate(LONGEST_LINK);
            long name = Native.string(arena, path).address();
            long length = Syscall.READLINKAT.run(path, Syscall.AT_FDCWD, name, text.address(), LONGEST_LINK);
            return text.asSlice(0, length + 1).getString(0, StandardCharsets.ISO_8859_1);
        }
    }

    /** Renames within a file system; what had the new name is gone. */
    public static void rename(String from, String to) throws PosixException {
        two(Syscall.RENAMEAT2, from, to);
    }

    /** Removes a name that is no directory. */
    public static void unlink(String path) throws PosixException {
        one(Syscall.UNLINKAT, path, 0);
    }

    /** Removes an empty directory. */
    public static void removeDirectory(String path) throws PosixException {
        one(Syscall.UNLINKAT, path, REMOVE_DIRECTORY);
    }

    /** Makes a directory; the umask takes away from {@code mode}. */
    public static void makeDirectory(String path, int mode) throws PosixException {
        one(Syscall.MKDIRAT, path, mode);
    }

    /** Makes a named pipe; the umask takes away from {@code mode}. */
    public static void makePipe(String path, int mode) throws PosixException {
        one(Syscall.MKNODAT, path, S_IFIFO | mode, 0);
    }

    /** Sets the permission bits. */
    public static void mode(String path, int mode) throws PosixException {
        one(Syscall.FCHMODAT, path, mode);
    }

    /** Sets owner and group; -1 leaves one as it is. */
    public static void owner(String path, int uid, int gid) throws PosixException {
        one(Syscall.FCHOWNAT, path, uid, gid, 0);
    }

    /** As {@link #owner}, of the link itself. */
    public static void linkOwner(String path, int uid, int gid) throws PosixException {
        one(Syscall.FCHOWNAT, path, uid, gid, Syscall.AT_SYMLINK_NOFOLLOW);
    }

    /** Sets both times of a file. */
    public static void times(String path, Instant accessed, Instant modified) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment both = arena.allocate(32, 8);
            Memory.putLong(both, 0, accessed.getEpochSecond());
            Memory.putLong(both, 8, accessed.getNano());
            Memory.putLong(both, 16, modified.getEpochSecond());
            Memory.putLong(both, 24, modified.getNano());
            one(Syscall.UTIMENSAT, path, both.address(), 0);
        }
    }

    /** May the calling thread execute the file, or search the directory? ENOENT and the like are a no. */
    public static boolean mayExecute(String path) {
        try (Arena arena = Arena.ofConfined()) {
            long name = Native.string(arena, path).address();
            return Syscall.FACCESSAT2.call(Syscall.AT_FDCWD, name, X_OK, EFFECTIVE) == 0;
        }
    }

    /** The names in a directory without {@code .} and {@code ..}, in no order. */
    public static List<String> list(String path) throws PosixException {
        return list(path, Integer.MAX_VALUE);
    }

    /** The same, but only the first {@code most} or a few more, for directories that others fill. */
    public static List<String> list(String path, int most) throws PosixException {
        try (Descriptor directory = Descriptor.open(path, OpenFlag.READ, OpenFlag.DIRECTORY)) {
            return list(directory, most);
        }
    }

    /** As {@link #list(String)}, of a directory that is open for reading. */
    public static List<String> list(Descriptor directory) throws PosixException {
        return list(directory, Integer.MAX_VALUE);
    }

    private static List<String> list(Descriptor directory, int most) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment entries = arena.allocate(LISTING, 8);
            List<String> names = new ArrayList<>();
            long end;
            while (names.size() < most && (end = directory.run(Syscall.GETDENTS64, entries.address(), LISTING)) > 0) {
                for (long at = 0; at < end; at += Short.toUnsignedInt(Memory.getShort(entries, at + 16))) {
                    String name = entries.getString(at + 19, StandardCharsets.ISO_8859_1);
                    if (!name.equals(".") && !name.equals("..")) {
                        names.add(name);
                    }
                }
            }
            return names;
        }
    }

    /** What is left on the file system of {@code path}. */
    public static FreeSpace space(String path) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment s = arena.allocate(256, 8);
            Syscall.STATFS.run(path, Native.string(arena, path).address(), s.address());
            long fragment = Memory.getLong(s, 72);
            long unit = fragment == 0 ? Memory.getLong(s, 8) : fragment;
            return new FreeSpace(Memory.getLong(s, 32) * unit, Memory.getLong(s, 48), Memory.getLong(s, 40));
        }
    }

    /** Changes the directory of the whole process, which java.nio does not notice: for commands with one thread. */
    public static void changeDirectory(String path) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            Syscall.CHDIR.run(path, Native.string(arena, path).address());
        }
    }

    /** Sets the umask of the whole process, children included; the one before. */
    public static int umask(int mask) {
        return (int) Syscall.UMASK.call(mask);
    }

    private static void one(Syscall call, String path, long... more) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            long[] all = new long[more.length + 2];
            all[0] = Syscall.AT_FDCWD;
            all[1] = Native.string(arena, path).address();
            System.arraycopy(more, 0, all, 2, more.length);
            call.run(path, all);
        }
    }

    private static void two(Syscall call, String from, String to) throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            long first = Native.string(arena, from).address();
            long second = Native.string(arena, to).address();
            call.run(from + " to " + to, Syscall.AT_FDCWD, first, Syscall.AT_FDCWD, second, 0);
        }
    }
}
