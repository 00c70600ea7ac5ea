package eqmail.spool;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Records that become durable with one write and one sync. The writer's thread owns it. */
final class Batch {
    private final Catalog catalog;
    private final Segment segment;
    private final long start;
    private final ByteBuffer buffer;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<Long, Touched> rows = new HashMap<>();

    Batch(Catalog catalog, Segment segment, ByteBuffer buffer) {
        this.catalog = catalog;
        this.segment = segment;
        this.start = segment.end;
        this.buffer = buffer.clear();
    }

    /**
     * A message that the batch changes.
     *
     * @param before its row in the index, null if it has none
     * @param after its row once the batch is durable
     */
    record Touched(@Nullable Row before, Row after) {}

    /** The row as the entries so far leave it, to be changed in place; null when no such message is queued. */
    @Nullable
    Row row(long id) {
        Touched touched = rows.get(id);
        if (touched != null) {
            return touched.after().removed ? null : touched.after();
        }
        Row row = catalog.find(id);
        if (row != null) {
            rows.put(id, new Touched(row, row.copy()));
            return rows.get(id).after();
        }
        return null;
    }

    /** Adds the row of a new message. */
    void add(Row row) {
        rows.put(row.id, new Touched(null, row));
    }

    /** Writes a record whose payload is the concatenation of {@code parts}; tells where it begins. */
    long record(int type, long id, long previous, byte[]... parts) {
        int at = buffer.position();
        buffer.position(at + RecordHeader.BYTES);
        for (byte[] part : parts) {
            buffer.put(part);
        }
        CRC32C crc = new CRC32C();
        crc.update(buffer.duplicate().flip().position(at + RecordHeader.BYTES));
        return finish(at, type, id, previous, (int) crc.getValue());
    }

    /** The same for a payload whose CRC the caller knows; {@code lastLength} bytes of the last part count. */
    long record(int type, long id, int payloadCrc, byte[] head, List<byte[]> chunks, long bytes) {
        int at = buffer.position();
        buffer.position(at + RecordHeader.BYTES).put(head);
        long left = bytes;
        for (byte[] chunk : chunks) {
            int take = (int) Math.min(left, chunk.length);
            buffer.put(chunk, 0, take);
            left -= take;
        }
        return finish(at, type, id, Position.NONE, payloadCrc);
    }

    private long finish(int at, int type, long id, long previous, int payloadCrc) {
        int end = buffer.position();
        int length = end - at - RecordHeader.BYTES;
        buffer.position(at);
        new RecordHeader(type, length, id, previous, payloadCrc).write(segment.header.mark(), buffer);
        buffer.position(end);
        while ((buffer.position() & 7) != 0) {
            buffer.put((byte) 0);
        }
        return Position.of(segment.number(), start + at);
    }

    /** Counts {@code entry} among those that the sync will settle. */
    void settles(Entry entry) {
        entries.add(entry);
    }

    /** Has it room for {@code bytes} more, in memory and in its segment of {@code segmentBytes}? */
    boolean fits(long bytes, long segmentBytes) {
        return bytes <= buffer.remaining() && start + buffer.position() + bytes <= segmentBytes;
    }

    boolean isEmpty() {
        return buffer.position() == 0 && entries.isEmpty();
    }

    Segment segment() {
        return segment;
    }

    long start() {
        return start;
    }

    /** What must be written at {@link #start()}. */
    ByteBuffer bytes() {
        return buffer.duplicate().flip();
    }

    List<Entry> entries() {
        return entries;
    }

    Collection<Touched> touched() {
        return rows.values();
    }
}
