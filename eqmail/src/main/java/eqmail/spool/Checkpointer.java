package eqmail.spool;

import java.io.IOException;
import java.util.function.LongSupplier;

/** Writes checkpoints when the log has grown enough; keeps the one before, in case the newest should be damaged. */
final class Checkpointer {
    /** The log must have grown by the size of a checkpoint times this: writing them must not outweigh the log. */
    private static final int GROWTH = 2;

    private final SpoolFiles files;
    private final Catalog catalog;
    private final SpoolSettings settings;
    private final LongSupplier nextCount;
    /** Position that the newest checkpoint covers. */
    private long covers;

    /**
     * @param covers position that the newest checkpoint on disk covers, {@link Position#NONE} without one
     * @param nextCount a count below which all ids may have been given
     */
    Checkpointer(SpoolFiles files, Catalog catalog, SpoolSettings settings, long covers, LongSupplier nextCount) {
        this.files = files;
        this.catalog = catalog;
        this.settings = settings;
        this.covers = covers;
        this.nextCount = nextCount;
    }

    /** Writes one if it is time. */
    boolean writeIfDue() throws IOException {
        long enough = Math.max(settings.checkpointBytes(), GROWTH * Checkpoint.bytes(catalog.count()));
        if (growth(catalog.reached()) < enough) {
            return false;
        }
        write();
        return true;
    }

    private long growth(long reached) {
        long segments = Position.segment(reached) - (long) Position.segment(covers);
        return segments * settings.segmentBytes() + Position.offset(reached) - Position.offset(covers);
    }

    /** Writes one, unless nothing was recorded since the last. */
    void write() throws IOException {
        long reached = catalog.reached();
        if (reached == covers) {
            return;
        }
        // The count is asked after the position: what the log said of ids before that is in it.
        Checkpoint next = new Checkpoint(settings.epoch(), nextCount.getAsLong(), reached);
        files.disk.delete(files.checkpointNew);
        next.write(files, files.checkpointNew, catalog);
        boolean hadOne = files.disk.list(files.root).contains(String.valueOf(files.checkpoint.getFileName()));
        if (hadOne) {
            files.disk.rename(files.checkpoint, files.checkpointOld);
        }
        files.disk.rename(files.checkpointNew, files.checkpoint);
        files.disk.forceDirectory(files.root);
        if (hadOne) {
            catalog.segments().cover(Position.segment(covers));
        }
        covers = reached;
    }
}
