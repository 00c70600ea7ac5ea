package eqmail.spool;

import eqmail.fs.Disk;
import java.io.IOException;
import java.nio.file.Path;

/** Shows the records of a spool in the order of the log, as text. Changes nothing; the owner may go on working. */
public final class SpoolDump {
    private static final long ALL = 0;

    private final Disk disk;
    private final Path directory;
    private final Lines out;

    /** Gets the lines, without line ends. */
    @FunctionalInterface
    public interface Lines {
        /** The next line. */
        void line(String text) throws IOException;
    }

    /** Shows the spool in {@code directory} to {@code out}. */
    public SpoolDump(Disk disk, Path directory, Lines out) {
        this.disk = disk;
        this.directory = directory;
        this.out = out;
    }

    /**
     * Shows every record.
     *
     * @throws IOException when there is no spool, it cannot be read, or the output cannot be written
     */
    public void all() throws IOException {
        records(ALL);
    }

    /** Shows the records of message {@code id} that are still in the log, whether it is queued or not. */
    public void message(long id) throws IOException {
        records(id);
    }

    private void records(long id) throws IOException {
        try (SpoolView view = SpoolView.open(disk, directory)) {
            for (Segment segment : view.loaded().segments()) {
                if (id == ALL) {
                    out.line("segment " + segment.number() + "  epoch " + segment.header.epoch() + "  mark "
                            + Long.toHexString(segment.header.mark()));
                }
                new SegmentScan(segment.file, segment.header.mark())
                        .scan(SegmentHeader.BYTES, new Shown(segment.number(), id));
            }
        }
    }

    private final class Shown implements SegmentScan.Visitor {
        private final int segment;
        private final long id;

        Shown(int segment, long id) {
            this.segment = segment;
            this.id = id;
        }

        @Override
        public void record(long offset, RecordHeader header, byte[] payload) throws IOException {
            if (id != ALL && (header.id() != id || header.type() == RecordHeader.IDS)) {
                return;
            }
            out.line(RecordText.head(Position.of(segment, offset), header));
            try {
                for (String field : RecordText.fields(payload)) {
                    out.line("    " + field);
                }
            } catch (BadRecord nonsense) {
                out.line("    not readable: " + nonsense.getMessage());
            }
        }

        @Override
        public void gap(long from, long to, boolean last) throws IOException {
            if (id == ALL) {
                out.line(SpoolView.Faults.damaged(segment, from, to));
            }
        }
    }
}
