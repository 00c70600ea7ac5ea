package eqmail.doctor;

import eqmail.fs.Disk;
import eqmail.fs.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The promise that mail is safe once it was accepted: the disk below the queue must wait when it is told to sync, and not
 * for long.
 */
public final class DiskSync implements Check {
    /** Kept in memory: gone with the next start. */
    private static final List<String> FORGETFUL = List.of("tmpfs", "ramfs");
    /** The layer of a container. */
    private static final String PASSING = "overlay";

    private static final int TRIES = 9;
    private static final int BLOCK = 4096;
    /** Nothing that survives a loss of power is that fast; memory and caches without a battery are. */
    private static final Duration TOO_FAST = Duration.ofNanos(15_000);
    /** Twenty messages a second for a single sender. */
    private static final Duration TOO_SLOW = Duration.ofMillis(50);

    private final Disk disk;
    private final Path spool;
    private final FileSystem fileSystem;
    private final LongSupplier nanoClock;

    /** What the disk is. */
    @FunctionalInterface
    public interface FileSystem {
        /** The type of the file system that {@code directory} is on, as mount(8) names it. */
        String type(Path directory) throws IOException;
    }

    /** Writes a small file in {@code spool} and removes it. */
    public DiskSync(Disk disk, Path spool, FileSystem fileSystem, LongSupplier nanoClock) {
        this.disk = disk;
        this.spool = spool;
        this.fileSystem = fileSystem;
        this.nanoClock = nanoClock;
    }

    @Override
    public String subject() {
        return "disk";
    }

    @Override
    public List<Finding> look() throws IOException {
        if (disk.list(spool).isEmpty()) {
            return List.of(Finding.warn("there is no " + spool + " yet", "make setup, or start the server"));
        }
        String type = fileSystem.type(spool);
        if (FORGETFUL.contains(type)) {
            return List.of(Finding.fail(
                    spool + " is on " + type + ", which may be gone after a restart", "mount a disk there"));
        }
        if (type.equals(PASSING)) {
            return List.of(
                    Finding.warn(spool + " goes when the container is replaced", "give the container a volume for it"));
        }
        Duration median = median();
        String time = median.toNanos() / 1000 + " microseconds";
        if (median.compareTo(TOO_FAST) < 0) {
            return List.of(Finding.warn(
                    "a sync takes " + time + ", so it probably does not wait for the disk (" + type + ")",
                    "see that barriers are not switched off for " + spool));
        }
        return List.of(
                median.compareTo(TOO_SLOW) > 0
                        ? Finding.warn("a sync takes " + time, "put " + spool + " on a faster disk")
                        : Finding.ok("a sync takes " + time + " (" + type + ")"));
    }

    private Duration median() throws IOException {
        Path file = spool.resolve("doctor.tmp");
        disk.delete(file);
        long[] times = new long[TRIES];
        try (DiskFile probe = disk.create(file)) {
            for (int i = 0; i < TRIES; i++) {
                long before = nanoClock.getAsLong();
                probe.write(ByteBuffer.allocate(BLOCK), (long) i * BLOCK);
                probe.force();
                times[i] = nanoClock.getAsLong() - before;
            }
        } finally {
            disk.delete(file);
        }
        Arrays.sort(times);
        return Duration.ofNanos(times[TRIES / 2]);
    }
}
