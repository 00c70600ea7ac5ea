package eqmail.spool;

import eqmail.fs.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The first page of a segment. Two copies, in different sectors, because without the mark no record can be told from a
 * mail's text.
 *
 * <pre>
 *  0  8  "eQspool" and LF
 *  8  2  version, 1
 * 10  2  epoch of the owner
 * 12  4  number of the segment
 * 16  8  mark, drawn at random
 * 24  4  CRC32C of the 24 bytes before
 * </pre>
 *
 * @param epoch owner's epoch
 * @param number of the segment, from 1
 * @param mark begins each of its records
 */
record SegmentHeader(int epoch, int number, long mark) {
    static final int VERSION = 1;
    /** Records begin here. */
    static final int BYTES = 4096;

    private static final int SECOND_COPY = 2048;
    private static final int LENGTH = 28;
    private static final long MAGIC = 0x65_51_73_70_6f_6f_6c_0aL;

    void write(DiskFile file) throws IOException {
        ByteBuffer page = ByteBuffer.allocate(BYTES);
        put(page.position(0));
        put(page.position(SECOND_COPY));
        file.write(page.position(0), 0);
    }

    /**
     * The header of {@code file}; null when it has none that can be read.
     *
     * @throws IOException when it cannot be read, or was written by a newer version
     */
    static @Nullable SegmentHeader read(DiskFile file) throws IOException {
        ByteBuffer page = ByteBuffer.allocate(BYTES);
        if (file.read(page, 0) < BYTES) {
            return null;
        }
        SegmentHeader header = get(page, 0);
        return header != null ? header : get(page, SECOND_COPY);
    }

    private void put(ByteBuffer page) {
        int start = page.position();
        page.putLong(MAGIC)
                .putShort((short) VERSION)
                .putShort((short) epoch)
                .putInt(number)
                .putLong(mark);
        page.putInt(crc(page, start));
    }

    private static @Nullable SegmentHeader get(ByteBuffer page, int at) throws IOException {
        if (page.getLong(at) != MAGIC || page.getInt(at + LENGTH - 4) != crc(page, at)) {
            return null;
        }
        if (page.getShort(at + 8) != VERSION) {
            throw new IOException("the spool has format " + page.getShort(at + 8) + ", this program knows " + VERSION);
        }
        return new SegmentHeader(page.getShort(at + 10) & 0xffff, page.getInt(at + 12), page.getLong(at + 16));
    }

    private static int crc(ByteBuffer page, int at) {
        CRC32C crc = new CRC32C();
        crc.update(page.duplicate().limit(at + LENGTH - 4).position(at));
        return (int) crc.getValue();
    }
}
