package eqmail.spool;

import eqmail.fs.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads a segment from an offset to its end, record by record. Bytes that are no record are told as a gap; the scan goes
 * on behind it at the next whole record that bears the segment's mark. Reads any bytes without failing; memory is bounded
 * by {@link RecordHeader#MOST_PAYLOAD}.
 */
final class SegmentScan {
    private static final int WINDOW = 256 << 10;

    private final DiskFile file;
    private final long mark;
    private final long size;
    private ByteBuffer window;
    /** Offset in the file of the window's first byte. */
    private long base;

    SegmentScan(DiskFile file, long mark) throws IOException {
        this.file = file;
        this.mark = mark;
        this.size = file.size();
        this.window = ByteBuffer.allocate((int) Math.min(WINDOW, size)).limit(0);
    }

    /** Gets what a scan finds, in the order of the file. */
    interface Visitor {
        /** A whole record at {@code offset}. */
        void record(long offset, RecordHeader header, byte[] payload) throws IOException;

        /**
         * Bytes that are none, with a record or the end of the file behind.
         *
         * @param last nothing valid follows
         */
        void gap(long from, long to, boolean last) throws IOException;
    }

    /**
     * Scans from {@code from} on. Zeros at the end are not told.
     *
     * @return end of the last record, {@code from} if there is none
     */
    long scan(long from, Visitor visitor) throws IOException {
        long at = from;
        long end = from;
        while (at < size) {
            RecordHeader header = headerAt(at);
            byte[] payload = header == null ? null : payloadAt(at, header);
            if (header != null && payload != null) {
                visitor.record(at, header, payload);
                at += RecordHeader.padded(header.length());
                end = at;
                continue;
            }
            long next = nextRecord(at + 8);
            if (next < size) {
                visitor.gap(at, next, false);
            } else if (!zerosFrom(at)) {
                visitor.gap(at, size, true);
            }
            at = next;
        }
        return end;
    }

    private @Nullable RecordHeader headerAt(long at) throws IOException {
        return size - at < RecordHeader.BYTES ? null : RecordHeader.read(window, index(at, RecordHeader.BYTES), mark);
    }

    /** The payload if it is whole and its CRC holds. */
    private byte @Nullable [] payloadAt(long at, RecordHeader header) throws IOException {
        int whole = RecordHeader.BYTES + header.length();
        if (size - at < whole) {
            return null;
        }
        int start = index(at, whole) + RecordHeader.BYTES;
        CRC32C crc = new CRC32C();
        crc.update(window.array(), start, header.length());
        if ((int) crc.getValue() != header.payloadCrc()) {
            return null;
        }
        return Arrays.copyOfRange(window.array(), start, start + header.length());
    }

    private long nextRecord(long from) throws IOException {
        for (long at = from; at + RecordHeader.BYTES <= size; at += 8) {
            if (window.getLong(index(at, 8)) == mark) {
                RecordHeader header = headerAt(at);
                if (header != null && payloadAt(at, header) != null) {
                    return at;
                }
            }
        }
        return size;
    }

    private boolean zerosFrom(long from) throws IOException {
        long at = from;
        while (at + 8 <= size) {
            if (window.getLong(index(at, 8)) != 0) {
                return false;
            }
            at += 8;
        }
        while (at < size) {
            if (window.get(index(at++, 1)) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Index in the window of the byte at {@code at}, once {@code bytes} bytes from there are in it. */
    private int index(long at, int bytes) throws IOException {
        if (at < base || at + bytes > base + window.limit()) {
            if (bytes > window.capacity()) {
                window = ByteBuffer.allocate(bytes);
            }
            window.clear();
            base = at;
            file.read(window, at);
            window.flip();
            if (window.limit() < bytes) {
                throw new BadRecord("segment became shorter while it was read");
            }
        }
        return (int) (at - base);
    }
}
