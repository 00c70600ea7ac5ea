package eqmail.control;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/** Tells whether files have changed since they were looked at: made, removed, replaced or written. */
public final class FileMarks {
    private FileMarks() {}

    /** A number that changes with the files; those in directories of the list count, too. */
    public static long of(Path home, List<String> names) {
        long sum = 0;
        for (String name : names) {
            Path path = home.resolve(name);
            sum = sum * 31 + mark(path);
            if (Files.isDirectory(path)) {
                try (DirectoryStream<Path> inside = Files.newDirectoryStream(path)) {
                    for (Path file : inside) {
                        // The order of a directory is nobody's promise.
                        sum += file.hashCode() * mark(file);
                    }
                } catch (IOException unreadable) {
                    sum++;
                }
            }
        }
        return sum;
    }

    /** A number that changes when this file is made, replaced, written or removed. */
    public static long mark(Path path) {
        try {
            BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
            long time = file.lastModifiedTime().toInstant().hashCode();
            return (time * 31 + file.size()) * 31
                    + String.valueOf(file.fileKey()).hashCode();
        } catch (IOException missing) {
            return 0;
        }
    }
}
