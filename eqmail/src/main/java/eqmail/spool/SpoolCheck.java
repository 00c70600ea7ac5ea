package eqmail.spool;

import eqmail.fs.Disk;
import eqmail.fs.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Verifies every byte of a spool that means something: segments, checkpoints, the chain of each message, texts with files
 * of their own. Changes nothing; the owner may go on working.
 */
public final class SpoolCheck {
    private static final int PIECE = 256 << 10;

    private final Disk disk;
    private final Path directory;

    /** Checks the spool in {@code directory}. */
    public SpoolCheck(Disk disk, Path directory) {
        this.disk = disk;
        this.directory = directory;
    }

    /**
     * What the check came to.
     *
     * @param messages in the queue
     * @param segments in the log
     * @param faults a line for each thing that is wrong
     */
    public record Result(long messages, int segments, Set<String> faults) {}

    /**
     * Checks. What one look finds wrong counts only if a second one finds it too: a reader may see half of what the owner
     * is writing, but damage stays.
     *
     * @throws IOException when there is no spool, or it cannot be read
     */
    public Result run() throws IOException {
        Result first = look();
        if (first.faults().isEmpty()) {
            return first;
        }
        Result second = look();
        second.faults().retainAll(first.faults());
        return second;
    }

    private Result look() throws IOException {
        try (SpoolView view = SpoolView.open(disk, directory)) {
            Set<String> faults = new LinkedHashSet<>(view.faults());
            LogLoader loaded = view.loaded();
            Segment last = loaded.lastWritten();
            for (Segment segment : loaded.segments()) {
                boolean covered = segment.number() == Position.segment(loaded.covers());
                long whole = covered ? Position.offset(loaded.covers()) : SegmentHeader.BYTES;
                records(segment, segment.equals(last) ? whole : Long.MAX_VALUE, faults);
            }
            loaded.catalog().forEachRow(row -> message(view, row.id, faults));
            return new Result(loaded.catalog().count(), loaded.segments().size(), faults);
        }
    }

    /** @param whole from this offset on the segment may end in half a batch, before it in nothing but records */
    private static void records(Segment segment, long whole, Set<String> faults) throws IOException {
        SegmentScan scan = new SegmentScan(segment.file, segment.header.mark());
        scan.scan(SegmentHeader.BYTES, new SegmentScan.Visitor() {
            @Override
            public void record(long offset, RecordHeader header, byte[] payload) {
                try {
                    RecordText.fields(payload);
                } catch (BadRecord nonsense) {
                    long to = offset + RecordHeader.padded(header.length());
                    faults.add(SpoolView.Faults.damaged(segment.number(), offset, to));
                }
            }

            @Override
            public void gap(long from, long to, boolean atEnd) {
                if (!atEnd || from < whole) {
                    faults.add(SpoolView.Faults.damaged(segment.number(), from, to));
                }
            }
        });
    }

    private static void message(SpoolView view, long id, Set<String> faults) {
        try {
            Chains.Loaded message = view.loaded().chains().load(id);
            if (message.damaged() != Position.NONE) {
                faults.add("message " + id + ": damaged record at " + Position.text(message.damaged()));
            }
            MessageState state = message.state();
            if (state.stray >= 0) {
                faults.add("message " + id + ": recipient " + state.stray + " is done and does not exist");
            }
            if (state.big) {
                text(view.files(), id, state);
            }
        } catch (IOException e) {
            faults.add("message " + id + ": " + e.getMessage());
        }
    }

    private static void text(SpoolFiles files, long id, MessageState state) throws IOException {
        if (!files.disk.list(files.texts).contains(Long.toUnsignedString(id))) {
            throw new BadRecord("its text is missing");
        }
        try (DiskFile file = files.disk.openForReading(files.text(id))) {
            if (file.size() != state.textLength) {
                throw new BadRecord("text of " + file.size() + " bytes, not " + state.textLength);
            }
            CRC32C crc = new CRC32C();
            ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, state.textLength));
            for (long at = 0; at < state.textLength; at += piece.limit()) {
                if (file.read(piece.clear(), at) == 0) {
                    throw new BadRecord("text became shorter while it was read");
                }
                crc.update(piece.flip().duplicate());
            }
            if ((int) crc.getValue() != state.textCrc) {
                throw new BadRecord("text is damaged");
            }
        }
    }
}
