package eqmail.queue;

import eqmail.log.Log;
import eqmail.posix.Descriptor;
import eqmail.posix.Errno;
import eqmail.posix.FileStatus;
import eqmail.posix.OpenFlag;
import eqmail.posix.PosixException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Brings what lies in the drop directory into the spool. Nothing about a file is believed before it is copied: see the
 * attacks in ADR 0003. One thread uses it.
 */
public final class DropPickup {
    /** Files looked at in one pass; a flood is worked off in pieces, and others get their turn between them. */
    static final int PASS = 10_000;
    /** A file without its checksum may still be written for so long, as qmail leaves its pid/ files 36 hours. */
    static final Duration UNFINISHED = Duration.ofHours(36);

    private final Path drop;
    private final Intake intake;
    private final InstantSource clock;
    private final Log log;

    /**
     * Collects for {@code home}.
     *
     * @param queue of unix form
     */
    public DropPickup(QueueHome home, SpoolQueue queue, Origins origins, InstantSource clock, Log log) {
        this.drop = home.drop();
        this.intake = new Intake(queue, origins);
        this.clock = clock;
        this.log = log;
    }

    /** Collects what is there now, the owners of files taking turns; gives the number of messages queued. */
    public int collect() {
        int queued = 0;
        Map<Integer, Deque<Path>> byOwner = waiting();
        while (!byOwner.isEmpty()) {
            for (Iterator<Deque<Path>> owners = byOwner.values().iterator(); owners.hasNext(); ) {
                Deque<Path> files = owners.next();
                switch (take(files.remove())) {
                    case QUEUED -> queued++;
                    case LEFT -> {}
                    case NO_ROOM -> {
                        return queued;
                    }
                }
                if (files.isEmpty()) {
                    owners.remove();
                }
            }
        }
        return queued;
    }

    private enum Outcome {
        QUEUED,
        LEFT,
        NO_ROOM
    }

    private Map<Integer, Deque<Path>> waiting() {
        Map<Integer, Deque<Path>> byOwner = new LinkedHashMap<>();
        int seen = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(drop, DropFile.PREFIX + "*")) {
            for (Path file : files) {
                if (++seen > PASS) {
                    break;
                }
                int owner = (int) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
                byOwner.computeIfAbsent(owner, o -> new ArrayDeque<>()).add(file);
            }
        } catch (IOException e) {
            log.line("warning: unable to look into " + drop + ": " + e.getMessage());
        }
        return byOwner;
    }

    private Outcome take(Path file) {
        try (Descriptor opened =
                Descriptor.open(file.toString(), OpenFlag.READ, OpenFlag.NO_FOLLOW, OpenFlag.NON_BLOCKING)) {
            FileStatus status = opened.status();
            if (!status.isFile() || status.links() != 1) {
                return foreign(file, "not a file of its own");
            }
            Intake.Receipt receipt = intake.take(new BufferedInputStream(opened.input()), status.uid());
            return switch (receipt.exit()) {
                case 0 -> {
                    Files.delete(file);
                    yield Outcome.QUEUED;
                }
                case QueueFault.WRITE_ERROR, QueueFault.NO_MEMORY -> Outcome.NO_ROOM;
                default -> unfinished(file, status);
            };
        } catch (PosixException e) {
            // A symbolic link, or a socket: those can never be opened. Anything else may be trouble of this moment.
            boolean never = e.errno() == Errno.ELOOP || e.errno() == Errno.ENXIO;
            return never ? foreign(file, e.text()) : left(file, e);
        } catch (IOException e) {
            return left(file, e);
        }
    }

    private Outcome left(Path file, IOException why) {
        log.line("warning: unable to collect " + file + ": " + why.getMessage());
        return Outcome.LEFT;
    }

    /** It cannot become a message, and the directory is ours: out with it. The other names of a link are not touched. */
    private Outcome foreign(Path file, String why) {
        log.line("warning: removing " + file + " from the drop directory: " + why);
        return remove(file);
    }

    private Outcome unfinished(Path file, FileStatus status) {
        if (status.modified().plus(UNFINISHED).isAfter(clock.instant())) {
            return Outcome.LEFT;
        }
        log.line("warning: removing " + file + " from the drop directory: never finished");
        return remove(file);
    }

    private Outcome remove(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            log.line("warning: unable to remove " + file + ": " + e.getMessage());
        }
        return Outcome.LEFT;
    }
}
