package eqmail.fs;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A disk that may crash. After a crash a file holds what its last {@link DiskFile#force} promised, plus any part of what
 * was written since; a directory holds the names of its last {@link #forceDirectory}, plus any part of what was made,
 * renamed or deleted since.
 *
 * <p>Every method throws {@link IOException} when the host fails it; a full disk is such a failure too. Safe for calls
 * from many threads.
 */
public interface Disk {
    /** Makes {@code file} and opens it for reading and writing; fails when the name is taken. */
    DiskFile create(Path file) throws IOException;

    /** Opens an existing file for reading and writing. */
    DiskFile open(Path file) throws IOException;

    /** Opens an existing file for reading. */
    DiskFile openForReading(Path file) throws IOException;

    /** Gives {@code from} the name {@code to} in one step; a file that had it is gone. */
    void rename(Path from, Path to) throws IOException;

    /** Deletes {@code file}; fine when it is not there. Its open files stay readable. */
    void delete(Path file) throws IOException;

    /** Names in {@code directory}, sorted; empty when there is no such directory. */
    List<String> list(Path directory) throws IOException;

    /** Makes {@code directory} (parents must exist), for its owner only; fine when it is there. */
    void makeDirectory(Path directory) throws IOException;

    /** Makes names of {@code directory} durable: what was created, renamed and deleted there. May block for long. */
    void forceDirectory(Path directory) throws IOException;

    /** Room in the file system of {@code directory} for an unprivileged account. */
    Space space(Path directory) throws IOException;

    /**
     * Takes the lock {@code file} (made if missing) for this process until the answer is closed.
     *
     * @return null when another holder has it
     */
    @Nullable
    Closeable lock(Path file) throws IOException;

    /**
     * What is free.
     *
     * @param bytes bytes that can still be written
     * @param files files that can still be made; {@link Long#MAX_VALUE} when the file system has no such limit
     */
    record Space(long bytes, long files) {}
}
