package eqmail.spool;

import eqmail.fs.DiskFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a spool directory into a catalog without changing a byte of it: the newest whole checkpoint, then the log from
 * there on. What is not as it should be it only tells.
 */
final class LogLoader {
    private final SpoolFiles files;
    private final boolean writable;
    private final Findings findings;
    private final Catalog catalog = new Catalog();
    private final Chains chains = new Chains(catalog);
    private final Replay replay;
    private final List<Segment> segments = new ArrayList<>();
    /** Bytes at the end of a segment that are no record, by segment number. */
    private final Map<Integer, Long> tails = new HashMap<>();

    private int highest;
    private long covers = Position.NONE;

    /**
     * @param epoch whose ids are counted
     * @param writable are the files opened for writing too?
     */
    LogLoader(SpoolFiles files, int epoch, boolean writable, Findings findings) {
        this.files = files;
        this.writable = writable;
        this.findings = findings;
        this.replay = new Replay(catalog, epoch);
    }

    /** What a load may come across. */
    interface Findings {
        /** A checkpoint that cannot be used. */
        void badCheckpoint(Path path, IOException why) throws IOException;

        /** A file that should be a segment and has no header. */
        void headless(int number, DiskFile file) throws IOException;

        /** Bytes in a segment that are no record although records follow, or the segment was written to its end. */
        void damaged(Segment segment, long from, long to) throws IOException;

        /** Records of message {@code id} were left out because one before them is damaged. */
        void broken(long id);

        /** Message {@code id} has no first record any more and is not in the catalog. */
        void lost(long id);
    }

    Catalog catalog() {
        return catalog;
    }

    Chains chains() {
        return chains;
    }

    long nextCount() {
        return replay.nextCount();
    }

    int highestNumber() {
        return highest;
    }

    void close() throws IOException {
        for (Segment segment : segments) {
            segment.file.close();
        }
    }

    /** Position that the newest checkpoint covers. */
    long covers() {
        return covers;
    }

    /** Ascending. */
    List<Segment> segments() {
        return segments;
    }

    /** The segment that was written last, null if none was. */
    @Nullable
    Segment lastWritten() {
        return segments.reversed().stream()
                .filter(each -> each.end > SegmentHeader.BYTES || tails.containsKey(each.number()))
                .findFirst()
                .orElse(null);
    }

    /** Does the segment end in bytes that are neither records nor zeros? */
    boolean hasTail(Segment segment) {
        return tails.containsKey(segment.number());
    }

    /**
     * Reads all.
     *
     * @param useCheckpoint false: read the whole log, whatever checkpoints say
     */
    void load(boolean useCheckpoint) throws IOException {
        if (useCheckpoint) {
            loadCheckpoints();
        }
        openSegments();
        for (Segment segment : segments) {
            scan(segment);
        }
        Segment last = lastWritten();
        for (Segment segment : segments) {
            Long to = tails.get(segment.number());
            // Only the segment that was written last may end in half a batch: those before were synced to their end.
            if (to != null && !segment.equals(last)) {
                findings.damaged(segment, segment.end, to);
            }
        }
        if (last != null) {
            catalog.reached(Position.of(last.number(), last.end));
        }
        checkRows();
        replay.broken().forEach(findings::broken);
        countRows();
    }

    private void loadCheckpoints() throws IOException {
        Checkpoint newest = read(files.checkpoint, true);
        Checkpoint old = read(files.checkpointOld, newest == null);
        Checkpoint used = newest != null ? newest : old;
        if (used != null) {
            covers = used.covers();
            replay.atLeast(used);
        }
        if (newest != null && old != null) {
            catalog.segments().cover(Position.segment(old.covers()));
        }
    }

    private @Nullable Checkpoint read(Path path, boolean use) throws IOException {
        if (!files.disk.list(files.root).contains(String.valueOf(path.getFileName()))) {
            return null;
        }
        try {
            return Checkpoint.read(files, path, use ? catalog::restore : row -> {});
        } catch (BadRecord e) {
            findings.badCheckpoint(path, e);
            return null;
        }
    }

    private void openSegments() throws IOException {
        for (int number : files.segments()) {
            highest = Math.max(highest, number);
            Path path = files.segment(number);
            DiskFile file = writable ? files.disk.open(path) : files.disk.openForReading(path);
            SegmentHeader header = SegmentHeader.read(file);
            if (header == null || header.number() != number) {
                findings.headless(number, file);
                continue;
            }
            Segment segment = new Segment(header, file);
            segment.open = false;
            catalog.segments().add(segment);
            segments.add(segment);
        }
    }

    private void scan(Segment segment) throws IOException {
        int covered = Position.segment(covers);
        if (segment.number() < covered) {
            segment.end = segment.file.size();
            return;
        }
        long from = segment.number() == covered ? Position.offset(covers) : SegmentHeader.BYTES;
        SegmentScan scan = new SegmentScan(segment.file, segment.header.mark());
        segment.end = scan.scan(from, new SegmentScan.Visitor() {
            @Override
            public void record(long offset, RecordHeader header, byte[] payload) throws IOException {
                try {
                    replay.apply(Position.of(segment.number(), offset), header, payload);
                } catch (BadRecord nonsense) {
                    findings.damaged(segment, offset, offset + RecordHeader.padded(header.length()));
                }
            }

            @Override
            public void gap(long start, long to, boolean last) throws IOException {
                if (last) {
                    tails.put(segment.number(), to);
                } else {
                    findings.damaged(segment, start, to);
                }
            }
        });
    }

    /** A segment that is missing takes its records with it. */
    private void checkRows() {
        List<Row> changed = new ArrayList<>();
        catalog.forEachRow(row -> {
            boolean first = catalog.segments().has(row.first);
            boolean last = catalog.segments().has(row.last);
            boolean due = row.due == Position.NONE || catalog.segments().has(row.due);
            if (!first || !last || !due) {
                row.removed = !first;
                if (!last) {
                    row.last = row.first;
                    row.set(Row.SPREAD, false);
                }
                row.due = due ? row.due : Position.NONE;
                changed.add(row);
            }
        });
        for (Row row : changed) {
            if (row.removed) {
                catalog.forget(row.id);
                findings.lost(row.id);
            } else {
                catalog.restore(row);
                findings.broken(row.id);
            }
        }
    }

    private void countRows() {
        catalog.forEachRow(row -> {
            catalog.segments().count(row, 1);
            if (row.is(Row.SPREAD)) {
                catalog.segments().count(middles(row), 1);
            }
        });
    }

    private Set<Integer> middles(Row row) {
        try {
            return chains.middles(row);
        } catch (IOException damaged) {
            // Whatever may be one of them stays; load() tells of the damage.
            return catalog.segments().between(row.first, row.last);
        }
    }
}
