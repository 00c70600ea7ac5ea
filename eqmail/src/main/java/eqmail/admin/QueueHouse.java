package eqmail.admin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** May the caller look into the queue of a home at all? */
final class QueueHouse {
    private QueueHouse() {}

    /**
     * Enters every directory that a queue has: that of the C programs ({@code queue}) and our own ({@code spool/log}).
     * Asking the kernel by trying is the only answer that counts.
     *
     * @throws IOException why not: the home is missing, or a directory is closed to the caller
     */
    static void enter(Path home) throws IOException {
        if (!Files.isDirectory(home)) {
            throw new NoSuchFileException(home.toString());
        }
        tryOpen(home.resolve("queue"));
        tryOpen(home.resolve("spool/log"));
    }

    @SuppressWarnings("StreamResourceLeak") // it is closed where it is opened
    private static void tryOpen(Path directory) throws IOException {
        try {
            Files.newDirectoryStream(directory).close();
        } catch (NoSuchFileException none) {
            // A home has one of the two, or none before its first start.
        }
    }
}
