package eqmail.fs;

import eqmail.posix.FileCalls;
import eqmail.posix.FreeSpace;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The disk of the host. Files are made for their owner only (0600, directories 0700): they hold other people's mail. */
public final class RealDisk implements Disk {
    private static final Set<StandardOpenOption> CREATE =
            EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    private static final Set<StandardOpenOption> READ = EnumSet.of(StandardOpenOption.READ);

    @Override
    public DiskFile create(Path file) throws IOException {
        var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        FileChannel.open(file, CREATE, mode).close();
        return open(file);
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        return RealFile.forWriting(file);
    }

    @Override
    public DiskFile openForReading(Path file) throws IOException {
        return RealFile.forReading(file);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException none) {
            return List.of();
        }
    }

    @Override
    public void makeDirectory(Path directory) throws IOException {
        var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        try {
            Files.createDirectory(directory, mode);
        } catch (FileAlreadyExistsException there) {
            if (!Files.isDirectory(directory)) {
                throw there;
            }
        }
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, READ)) {
            channel.force(true);
        }
    }

    /** Asks the kernel itself: the JDK does not tell the free inodes. */
    @Override
    public Space space(Path directory) throws IOException {
        FreeSpace free = FileCalls.space(directory.toString());
        return new Space(free.bytes(), free.allFiles() == 0 ? Long.MAX_VALUE : free.files());
    }

    /**
     * A lock of {@code fcntl} kind: it excludes other processes and, by the JDK's own books, this one. It would be lost
     * if anything else in this process opened and closed the same file; nothing does.
     */
    @Override
    public @Nullable Closeable lock(Path file) throws IOException {
        Set<OpenOption> options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        FileChannel channel = FileChannel.open(file, options, mode);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException ours) {
            // Held by this very process: the same answer as for another one.
        }
        channel.close();
        return null;
    }
}
