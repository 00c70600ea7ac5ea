package eqmail.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Who this process is, and the two ways in which it becomes somebody else. Ids are unsigned; -1 is none. */
public final class Credentials {
    private Credentials() {}

    /** The real user. */
    public static int uid() {
        return (int) Syscall.GETUID.call();
    }

    /** The real group. */
    public static int gid() {
        return (int) Syscall.GETGID.call();
    }

    /** The effective user: 0 for root. */
    public static int effectiveUid() {
        return (int) Syscall.GETEUID.call();
    }

    /** The effective group. */
    public static int effectiveGid() {
        return (int) Syscall.GETEGID.call();
    }

    /**
     * The whole process, every thread of it, becomes this user for good, and is checked to have no way back. Goes
     * through glibc, which alone can change all threads; it aborts the process if a thread cannot follow, so call it
     * while no thread is inside {@link #files}.
     *
     * <p>The process can no longer be traced or dumped by its new user, and cannot open its own /proc/self/fd.
     *
     * @throws PosixException EPERM when this is not root's process
     * @throws IllegalStateException when the way back is open: end the process
     */
    public static void become(int uid, int gid, int... groups) throws PosixException {
        if (uid == 0 || uid == -1 || gid == -1) {
            throw new IllegalArgumentException("uid " + uid + ", gid " + gid);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment list = arena.allocate(4L * groups.length + 4, 4);
            MemorySegment.copy(groups, 0, list, JAVA_INT, 0, groups.length);
            all("setgroups", groups.length, list.address());
            all("setgid", Integer.toUnsignedLong(gid));
            all("setuid", Integer.toUnsignedLong(uid));
            if (!three(arena, Syscall.GETRESUID, uid)
                    || !three(arena, Syscall.GETRESGID, gid)
                    || Native.intCall(Native.function("setuid"), 0) == 0) {
                throw new IllegalStateException("this process still has what it gave up");
            }
        }
    }

    private static void all(String function, long... arguments) throws PosixException {
        int result = Native.intCall(Native.function(function), arguments);
        if (result < 0) {
            throw PosixException.of(-result, function, "");
        }
    }

    private static boolean three(Arena arena, Syscall call, int expected) throws PosixException {
        MemorySegment ids = arena.allocate(12, 4);
        call.run("", ids.address(), ids.address() + 4, ids.address() + 8);
        return Memory.getInt(ids, 0) == expected
                && Memory.getInt(ids, 4) == expected
                && Memory.getInt(ids, 8) == expected;
    }

    /**
     * The calling thread alone works on files as this user until the answer is closed: groups, file system ids, and of
     * the capabilities only that to kill its own children, so that quotas bind too. Its real, effective and saved ids stay root's; if they were the
     * user's, that user could kill or throttle this process through the thread.
     *
     * <p>Only on a platform thread that belongs to nobody else (no pool): a thread started inside inherits the
     * credentials for ever. A {@link Launch} from inside enters its directory as the user. Files of the JVM that are
     * loaded meanwhile must be readable for everybody.
     *
     * @throws PosixException EPERM when the process is not root's
     * @throws IllegalStateException on a virtual thread, whose carrier serves others too
     */
    public static FileCredentials files(int uid, int gid, int... groups) throws PosixException {
        return FileCredentials.enter(uid, gid, groups);
    }
}
