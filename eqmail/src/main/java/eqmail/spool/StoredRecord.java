package eqmail.spool;

import eqmail.fs.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** A record read back. */
final class StoredRecord {
    /** Most records of a queued message are shorter; one read is enough for them. */
    private static final int FIRST_READ = 4096;

    private final long position;
    private final RecordHeader header;
    private final byte[] payload;

    private final boolean whole;

    private StoredRecord(long position, RecordHeader header, byte[] payload, boolean whole) {
        this.position = position;
        this.header = header;
        this.payload = payload;
        this.whole = whole;
    }

    /**
     * Reads the record at {@code position} from its segment's file.
     *
     * @throws BadRecord when there is none, not even its header
     */
    static StoredRecord read(DiskFile file, long mark, long position) throws IOException {
        long offset = Position.offset(position);
        ByteBuffer bytes = ByteBuffer.allocate(FIRST_READ);
        int got = file.read(bytes, offset);
        RecordHeader header = got < RecordHeader.BYTES ? null : RecordHeader.read(bytes.flip(), 0, mark);
        if (header == null) {
            throw new BadRecord("no record at " + Position.text(position));
        }
        byte[] payload = new byte[header.length()];
        int have = Math.min(payload.length, got - RecordHeader.BYTES);
        bytes.get(RecordHeader.BYTES, payload, 0, have);
        if (have < payload.length) {
            file.read(ByteBuffer.wrap(payload, have, payload.length - have), offset + got);
        }
        CRC32C crc = new CRC32C();
        crc.update(payload);
        boolean whole = (int) crc.getValue() == header.payloadCrc();
        return new StoredRecord(position, header, payload, whole);
    }

    RecordHeader header() {
        return header;
    }

    /** Is its payload what was written? */
    boolean whole() {
        return whole;
    }

    /**
     * Its fields; not to be changed.
     *
     * @throws BadRecord when it is not whole
     */
    byte[] payload() throws BadRecord {
        if (!whole) {
            throw new BadRecord("damaged record at " + Position.text(position));
        }
        return payload;
    }

    /** Where the byte at {@code index} of the payload lies in the file. */
    long fileOffset(int index) {
        return Position.offset(position) + RecordHeader.BYTES + index;
    }
}
