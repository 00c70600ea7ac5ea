package eqmail.admin;

import eqmail.bytes.Scan;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * qmail-clean for a queue in the layout of the C programs: removes files of messages that qmail-send is done with, on
 * commands {@code foop/N} (text) and {@code todo/S/N} (envelope), each ended by NUL, each answered by one byte. The
 * resident server has no use for it.
 */
public final class QueueClean {
    /** Bytes of a command, its NUL included. */
    private static final int SHORTEST = 7;

    private static final int LONGEST = 100;

    /** Subdirectories of intd, mess and todo (conf-split). */
    private static final int SPLIT = 23;

    /** Files of qmail-queue processes that died are looked for once in so many commands. */
    private static final int COMMANDS_A_SWEEP = 31;

    /** No qmail-queue lives longer than a day. */
    private static final Duration OSSIFIED = Duration.ofHours(36);

    private static final int CANNOT_ANSWER = 100;
    private static final int NO_QUEUE = 111;

    private final Path queue;
    private final InputStream commands;
    private final OutputStream answers;
    private final InstantSource clock;

    /**
     * @param queue the directory {@code queue} of a home
     * @param commands descriptor 0
     * @param answers descriptor 1
     */
    public QueueClean(Path queue, InputStream commands, OutputStream answers, InstantSource clock) {
        this.queue = queue;
        this.commands = commands;
        this.answers = answers;
        this.clock = clock;
    }

    /**
     * Works until the commands end.
     *
     * @return exit code: 0 at their end, 100 when an answer cannot be written, 111 without the directory
     */
    public int run() {
        if (!Files.isDirectory(queue)) {
            return NO_QUEUE;
        }
        for (int done = 0; ; done++) {
            if (done % COMMANDS_A_SWEEP == 0) {
                sweep();
            }
            try {
                String command = command();
                if (command == null) {
                    return 0;
                }
                answers.write(answer(command));
                answers.flush();
            } catch (IOException e) {
                return CANNOT_ANSWER;
            }
        }
    }

    /** The next command without its NUL; of a longer one no more than shows that it is too long. Null at the end. */
    private @Nullable String command() {
        StringBuilder command = new StringBuilder();
        try {
            for (int b = commands.read(); b >= 0; b = commands.read()) {
                if (b == 0) {
                    return command.toString();
                }
                if (command.length() <= LONGEST) {
                    command.append((char) b);
                }
            }
        } catch (IOException unreadable) {
            return null;
        }
        return null;
    }

    private char answer(String command) {
        int length = command.length() + 1;
        int number = command.lastIndexOf('/') + 1;
        boolean digits =
                number > 0 && number < command.length() && Scan.digits(command, number) == command.length() - number;
        if (length < SHORTEST || length > LONGEST || !digits) {
            return 'x';
        }
        String id = Long.toUnsignedString(Scan.numberOrZero(command.substring(number)));
        if (command.startsWith("foop/")) {
            return remove("intd", id) && remove("mess", id) ? '+' : '!';
        }
        if (command.startsWith("todo/")) {
            return remove("intd", id) && remove("todo", id) ? '+' : '!';
        }
        return 'x';
    }

    private boolean remove(String directory, String id) {
        long part = Long.remainderUnsigned(Long.parseUnsignedLong(id), SPLIT);
        return unlink(queue.resolve(directory, Long.toString(part), id));
    }

    private static boolean unlink(Path file) {
        try {
            if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
            Files.delete(file);
            return true;
        } catch (NoSuchFileException gone) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void sweep() {
        Instant old = clock.instant().minus(OSSIFIED);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(queue.resolve("pid"))) {
            for (Path file : files) {
                if (lastRead(file).compareTo(old) <= 0) {
                    unlink(file);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Next time; nothing depends on it.
        }
    }

    private static Instant lastRead(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class)
                .lastAccessTime()
                .toInstant();
    }
}
