package eqmail.spool;

import eqmail.fs.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Finds the texts of queued messages and opens them for readers. */
final class Texts {
    private final SpoolFiles files;
    private final Catalog catalog;
    private final Chains chains;

    Texts(SpoolFiles files, Catalog catalog, Chains chains) {
        this.files = files;
        this.catalog = catalog;
        this.chains = chains;
    }

    /**
     * Where a text lies.
     *
     * @param id its message
     * @param segment number of the segment, 0 when it has a file of its own
     * @param offset of its first byte
     * @param length in bytes
     */
    record Place(long id, int segment, long offset, long length) {
        static Place of(Chains.Loaded message) {
            MessageState state = message.state();
            return state.big
                    ? new Place(message.row().id, 0, 0, state.textLength)
                    : new Place(
                            message.row().id,
                            Position.segment(message.row().first),
                            state.textOffset,
                            state.textLength);
        }
    }

    /** Where the text of message {@code id} lies now. */
    Place find(long id) throws IOException {
        return Place.of(chains.load(id));
    }

    /** Opens the text at {@code place}; null when it is not there any more. */
    @Nullable
    Held hold(Place place) throws IOException {
        if (place.segment() == 0) {
            DiskFile file = files.disk.openForReading(files.text(place.id()));
            return new Held(file, place.offset(), place.length(), file);
        }
        Segment segment = catalog.segments().hold(place.segment());
        if (segment == null) {
            return null;
        }
        return new Held(
                segment.file,
                place.offset(),
                place.length(),
                () -> catalog.segments().release(segment));
    }

    /** A text that stays where it is until it is closed; one reader's. */
    static final class Held implements Closeable {
        private final DiskFile file;
        private final long offset;
        private final long length;
        private @Nullable Closeable release;

        private Held(DiskFile file, long offset, long length, Closeable release) {
            this.file = file;
            this.offset = offset;
            this.length = length;
            this.release = release;
        }

        DiskFile file() {
            return file;
        }

        long offset() {
            return offset;
        }

        long length() {
            return length;
        }

        @Override
        public void close() throws IOException {
            Closeable held = release;
            release = null;
            if (held != null) {
                held.close();
            }
        }
    }
}
