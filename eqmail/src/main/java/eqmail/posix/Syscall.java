package eqmail.posix;

import java.lang.foreign.MemorySegment;

/**
 * Kernel entries by number. Going past glibc keeps every call in one shape ({@link Native}), gives the same structures
 * on both machines, and is the only way to change the credentials of a single thread.
 */
enum Syscall {
    READ(0, 63),
    WRITE(1, 64),
    CLOSE(3, 57),
    LSEEK(8, 62),
    RT_SIGPROCMASK(14, 135),
    PREAD(17, 67),
    PWRITE(18, 68),
    SOCKET(41, 198),
    CONNECT(42, 203),
    SENDTO(44, 206),
    SENDMSG(46, 211),
    RECVMSG(47, 212),
    BIND(49, 200),
    LISTEN(50, 201),
    GETSOCKNAME(51, 204),
    GETPEERNAME(52, 205),
    SOCKETPAIR(53, 199),
    SETSOCKOPT(54, 208),
    GETSOCKOPT(55, 209),
    EXECVE(59, 221),
    KILL(62, 129),
    UNAME(63, 160),
    FCNTL(72, 25),
    FLOCK(73, 32),
    FSYNC(74, 82),
    FDATASYNC(75, 83),
    FTRUNCATE(77, 46),
    CHDIR(80, 49),
    FCHDIR(81, 50),
    FCHMOD(91, 52),
    FCHOWN(93, 55),
    UMASK(95, 166),
    GETUID(102, 174),
    GETGID(104, 176),
    GETEUID(107, 175),
    GETEGID(108, 177),
    GETPPID(110, 173),
    GETGROUPS(115, 158),
    SETGROUPS(116, 159),
    GETRESUID(118, 148),
    GETRESGID(120, 150),
    SETFSUID(122, 151),
    SETFSGID(123, 152),
    CAPGET(125, 90),
    CAPSET(126, 91),
    STATFS(137, 43),
    ADJTIMEX(159, 171),
    GETDENTS64(217, 61),
    EPOLL_CTL(233, 21),
    WAITID(247, 95),
    OPENAT(257, 56),
    MKDIRAT(258, 34),
    MKNODAT(259, 33),
    FCHOWNAT(260, 54),
    UNLINKAT(263, 35),
    LINKAT(265, 37),
    SYMLINKAT(266, 36),
    READLINKAT(267, 78),
    FCHMODAT(268, 53),
    PPOLL(271, 73),
    UTIMENSAT(280, 88),
    EPOLL_PWAIT(281, 22),
    ACCEPT4(288, 242),
    EPOLL_CREATE1(291, 20),
    DUP3(292, 24),
    PIPE2(293, 59),
    RENAMEAT2(316, 276),
    MEMFD_CREATE(319, 279),
    STATX(332, 291),
    PIDFD_OPEN(434, 434),
    CLOSE_RANGE(436, 436),
    FACCESSAT2(439, 439);

    /** In the place of a directory descriptor: relative names start at the current directory. */
    static final long AT_FDCWD = -100;

    static final long AT_SYMLINK_NOFOLLOW = 0x100;
    static final long AT_EMPTY_PATH = 0x1000;

    private static final MemorySegment ENTRY = Native.function("syscall");

    private final int number;

    Syscall(int x86, int aarch64) {
        this.number = Native.AARCH64 ? aarch64 : x86;
    }

    /** The result, or the negated errno. Never repeated after EINTR. */
    long once(long... arguments) {
        long[] all = new long[arguments.length + 1];
        all[0] = number;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return Native.longCall(ENTRY, all);
    }

    /** The result, or the negated errno; begun again after EINTR, for signals are never meant for a call of ours. */
    long call(long... arguments) {
        long result;
        do {
            result = once(arguments);
        } while (result == -Errno.EINTR.number());
        return result;
    }

    /**
     * The result.
     *
     * @param subject what the message of the exception names
     */
    long run(String subject, long... arguments) throws PosixException {
        return checked(call(arguments), subject);
    }

    /** {@code result}, unless it is a negated errno. */
    long checked(long result, String subject) throws PosixException {
        if (result < 0) {
            throw failure(result, subject);
        }
        return result;
    }

    /** The exception for a negated errno. */
    PosixException failure(long negated, String subject) {
        return PosixException.of((int) -negated, name().toLowerCase(java.util.Locale.ROOT), subject);
    }
}
