package eqmail.control;

import eqmail.posix.Errno;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Map;

/** The original programs' words for what java.nio throws. */
public final class Fault {
    /** What the C library says, and so the JDK, for faults that have no exception of their own. */
    private static final Map<String, Errno> SPOKEN = Map.of(
            "Operation not permitted", Errno.EPERM,
            "Input/output error", Errno.EIO,
            "Too many open files", Errno.EMFILE,
            "Not a directory", Errno.ENOTDIR,
            "Is a directory", Errno.EISDIR,
            "File too large", Errno.EFBIG,
            "No space left on device", Errno.ENOSPC,
            "Disk quota exceeded", Errno.EDQUOT,
            "Read-only file system", Errno.EROFS,
            "File name too long", Errno.ENAMETOOLONG);

    private Fault() {}

    /** For instance {@code file does not exist}. */
    public static String text(IOException e) {
        Errno errno = switch (e) {
            case NoSuchFileException missing -> Errno.ENOENT;
            case AccessDeniedException denied -> Errno.EACCES;
            case NotDirectoryException file -> Errno.ENOTDIR;
            case FileSystemLoopException loop -> Errno.ELOOP;
            case FileSystemException other -> spoken(other.getReason());
            default -> spoken(e.getMessage());
        };
        return errno.text();
    }

    private static Errno spoken(@org.jspecify.annotations.Nullable String reason) {
        return SPOKEN.getOrDefault(String.valueOf(reason), Errno.OTHER);
    }
}
