package eqmail.fs;

import eqmail.posix.FileStatus;
import eqmail.posix.OpenFlag;
import eqmail.posix.PosixException;
import java.util.List;

/**
 * An open directory of somebody else: a home, a maildir. Names are bytes in Latin-1 view and are looked up from the open
 * directory (absolute ones from the root), never from the working directory of the process; they may hold any byte but
 * NUL. The other seam, {@link Disk}, is for our own files; this one knows owners, modes, links and errno.
 *
 * <p>Every method throws {@link PosixException} when the system refuses. One thread uses it, the thread whose
 * file-system identity shall count.
 */
public interface Folder extends AutoCloseable {
    /** What the directory itself is. */
    FileStatus status() throws PosixException;

    /** What {@code name} is; links are followed. */
    FileStatus status(String name) throws PosixException;

    /** Opens what exists. */
    FolderFile open(String name, OpenFlag... flags) throws PosixException;

    /** Opens, and creates with {@code mode} (the umask takes away from it) what does not exist. */
    FolderFile create(String name, int mode, OpenFlag... flags) throws PosixException;

    /** Opens a directory. */
    Folder folder(String name) throws PosixException;

    /** Makes the directory {@code name} with {@code mode} (the umask takes away from it); fails when the name is taken. */
    void makeDirectory(String name, int mode) throws PosixException;

    /** The names in the directory {@code name}, in no order, without {@code .} and {@code ..}. */
    List<String> list(String name) throws PosixException;

    /** Gives the file {@code name} a second name; fails when that is taken. */
    void link(String name, String second) throws PosixException;

    /** Takes a name away. */
    void remove(String name) throws PosixException;

    /** Makes durable what was created, linked and removed here. */
    void sync() throws PosixException;

    @Override
    void close();
}
