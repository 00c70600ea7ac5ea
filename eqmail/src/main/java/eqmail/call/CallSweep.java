package eqmail.call;

import eqmail.log.Log;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Looks through the folder of calls: for those that wait when a server starts, and for what dead callers left. */
final class CallSweep {
    /** As qmail leaves its pid/ files 36 hours: longer than any caller waits. */
    static final Duration OLD = Duration.ofHours(36);

    private static final Duration EVERY = Duration.ofHours(1);
    private static final String WORDS = ".call";

    private final Path folder;
    private final InstantSource clock;
    private final Log log;
    private Instant next = Instant.MIN;

    CallSweep(Path folder, InstantSource clock, Log log) {
        this.folder = folder;
        this.clock = clock;
        this.log = log;
    }

    /** Ids of calls that nobody has taken. */
    List<String> waiting() {
        List<String> ids = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + WORDS)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                String id = name.substring(0, name.length() - WORDS.length());
                if (CallDesk.isId(id)) {
                    ids.add(id);
                }
            }
        } catch (IOException e) {
            log.line("warning: unable to look into " + folder + ": " + e.getMessage());
        }
        return ids;
    }

    /** Removes what is old; looks once an hour at most. */
    void removeOld() {
        Instant now = clock.instant();
        if (now.isBefore(next)) {
            return;
        }
        next = now.plus(EVERY);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Instant modified = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                        .toInstant();
                if (modified.plus(OLD).isBefore(now)) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            log.line("warning: unable to tidy " + folder + ": " + e.getMessage());
        }
    }
}
