package eqmail.posix;

/**
 * Error numbers of Linux, each with the text that the original programs print for it, and whether they call it
 * temporary (a later try may succeed: exit 111, not 100).
 */
public enum Errno {
    /** A number that is not in this table. */
    OTHER(-1, "unknown error"),
    EPERM(1, "permission denied"),
    ENOENT(2, "file does not exist"),
    ESRCH(3, "no such process"),
    EINTR(4, "interrupted system call", true),
    EIO(5, "input/output error", true),
    ENXIO(6, "device not configured"),
    E2BIG(7, "argument list too long"),
    ENOEXEC(8, "exec format error"),
    EBADF(9, "file descriptor not open"),
    ECHILD(10, "no child processes"),
    EAGAIN(11, "input/output would block", true),
    ENOMEM(12, "out of memory", true),
    EACCES(13, "access denied"),
    EFAULT(14, "bad address"),
    ENOTBLK(15, "not a block device"),
    EBUSY(16, "device busy", true),
    EEXIST(17, "file already exists"),
    EXDEV(18, "cross-device link"),
    ENODEV(19, "device does not support operation"),
    ENOTDIR(20, "not a directory"),
    EISDIR(21, "is a directory"),
    EINVAL(22, "invalid argument"),
    ENFILE(23, "system cannot open more files", true),
    EMFILE(24, "process cannot open more files", true),
    ENOTTY(25, "not a tty"),
    ETXTBSY(26, "text busy", true),
    EFBIG(27, "file too big", true),
    ENOSPC(28, "out of disk space", true),
    ESPIPE(29, "unseekable descriptor"),
    EROFS(30, "read-only file system"),
    EMLINK(31, "too many links"),
    EPIPE(32, "broken pipe"),
    EDOM(33, "input out of range"),
    ERANGE(34, "output out of range"),
    EDEADLK(35, "operation would cause deadlock", true),
    ENAMETOOLONG(36, "file name too long"),
    ENOLCK(37, "no locks available", true),
    ENOSYS(38, "system call not available"),
    ENOTEMPTY(39, "directory not empty"),
    ELOOP(40, "symbolic link loop"),
    EPROTO(71, "protocol error"),
    EUSERS(87, "too many users", true),
    ENOTSOCK(88, "not a socket"),
    EDESTADDRREQ(89, "destination address required"),
    EMSGSIZE(90, "message too long"),
    EPROTOTYPE(91, "incorrect protocol type"),
    ENOPROTOOPT(92, "protocol not available"),
    EPROTONOSUPPORT(93, "protocol not supported"),
    ESOCKTNOSUPPORT(94, "socket type not supported"),
    EOPNOTSUPP(95, "operation not supported"),
    EPFNOSUPPORT(96, "protocol family not supported"),
    EAFNOSUPPORT(97, "address family not supported"),
    EADDRINUSE(98, "address already used"),
    EADDRNOTAVAIL(99, "address not available"),
    ENETDOWN(100, "network down", true),
    ENETUNREACH(101, "network unreachable", true),
    ENETRESET(102, "network reset", true),
    ECONNABORTED(103, "connection aborted", true),
    ECONNRESET(104, "connection reset", true),
    ENOBUFS(105, "out of buffer space", true),
    EISCONN(106, "already connected"),
    ENOTCONN(107, "not connected"),
    ETOOMANYREFS(109, "too many references", true),
    ETIMEDOUT(110, "timed out", true),
    ECONNREFUSED(111, "connection refused", true),
    EHOSTDOWN(112, "host down", true),
    EHOSTUNREACH(113, "host unreachable", true),
    EALREADY(114, "operation already in progress"),
    EINPROGRESS(115, "operation in progress"),
    ESTALE(116, "stale NFS file handle", true),
    EDQUOT(122, "disk quota exceeded", true);

    private final int number;
    private final String text;
    private final boolean temporary;

    Errno(int number, String text) {
        this(number, text, false);
    }

    Errno(int number, String text, boolean temporary) {
        this.number = number;
        this.text = text;
        this.temporary = temporary;
    }

    /** The row of {@code number}, or {@link #OTHER}. */
    public static Errno of(int number) {
        for (Errno errno : values()) {
            if (errno.number == number) {
                return errno;
            }
        }
        return OTHER;
    }

    /** What the kernel calls it; -1 for {@link #OTHER}. */
    public int number() {
        return number;
    }

    /** The text of qmail's error_str, for instance {@code file does not exist}. */
    public String text() {
        return text;
    }

    /** Is it in the class that qmail's error_temp tries again? */
    public boolean temporary() {
        return temporary;
    }
}
