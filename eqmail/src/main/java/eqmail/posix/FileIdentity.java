package eqmail.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Whom the kernel takes a thread for when it works on files: ids, supplementary groups, capabilities. */
final class FileIdentity {
    private static final int CAPABILITY_VERSION_3 = 0x20080522;
    /** struct __user_cap_data_struct, twice: effective, permitted, inheritable. */
    private static final int CAPABILITY_WORDS = 6;

    private static final int EFFECTIVE_LOW = 0;
    private static final int EFFECTIVE_HIGH = 3;
    private static final int CAP_KILL = 1 << 5;
    /** No id: setfsuid and setfsgid then only tell the present one. */
    private static final long ASK = 0xffff_ffffL;

    private final int uid;
    private final int gid;
    private final int[] groups;
    private final int[] capabilities;

    private FileIdentity(int uid, int gid, int[] groups, int[] capabilities) {
        this.uid = uid;
        this.gid = gid;
        this.groups = groups.clone();
        Arrays.sort(this.groups); // as the kernel keeps them
        this.capabilities = capabilities;
    }

    /** Of the calling thread. */
    static FileIdentity present() throws PosixException {
        int uid = (int) Syscall.SETFSUID.call(ASK);
        int gid = (int) Syscall.SETFSGID.call(ASK);
        return new FileIdentity(uid, gid, presentGroups(), presentCapabilities());
    }

    private static int[] presentGroups() throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            int count = (int) Syscall.GETGROUPS.run("", 0, 0);
            MemorySegment list = arena.allocate(4L * count + 4, 4);
            int[] groups = new int[(int) Syscall.GETGROUPS.run("", count, list.address())];
            MemorySegment.copy(list, JAVA_INT, 0, groups, 0, groups.length);
            return groups;
        }
    }

    private static int[] presentCapabilities() throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment words = arena.allocate(4L * CAPABILITY_WORDS, 4);
            Syscall.CAPGET.run("", header(arena), words.address());
            return words.toArray(JAVA_INT);
        }
    }

    /**
     * Somebody else, who has the capabilities of this one in reserve but only CAP_KILL in force: the thread must be able
     * to end the programs that it started as the user.
     */
    FileIdentity other(int otherUid, int otherGid, int... otherGroups) {
        int[] reserve = capabilities.clone();
        reserve[EFFECTIVE_LOW] &= CAP_KILL;
        reserve[EFFECTIVE_HIGH] = 0;
        return new FileIdentity(otherUid, otherGid, otherGroups, reserve);
    }

    boolean same(FileIdentity other) {
        return uid == other.uid
                && gid == other.gid
                && Arrays.equals(groups, other.groups)
                && Arrays.equals(capabilities, other.capabilities);
    }

    /** The calling thread becomes this one. Capabilities come last: they are needed before, and setfsuid changes them. */
    void takeOn() throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment list = arena.allocate(4L * groups.length + 4, 4);
            MemorySegment.copy(groups, 0, list, JAVA_INT, 0, groups.length);
            Syscall.SETGROUPS.run("", groups.length, list.address());
            Syscall.SETFSGID.call(Integer.toUnsignedLong(gid));
            Syscall.SETFSUID.call(Integer.toUnsignedLong(uid));
        }
        takeCapabilities();
    }

    /** Only the capabilities. */
    void takeCapabilities() throws PosixException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment words = arena.allocateFrom(JAVA_INT, capabilities);
            Syscall.CAPSET.run("", header(arena), words.address());
        }
    }

    private static long header(Arena arena) {
        return arena.allocateFrom(JAVA_INT, CAPABILITY_VERSION_3, 0).address();
    }
}
