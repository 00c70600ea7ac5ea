package eqmail.spool;

import eqmail.fs.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * A picture of the index in a file, so that a start need not read the whole log. It is taken while the writer goes on:
 * it tells at least all that the log said before {@link #covers}, and what it tells of later records the log tells again.
 *
 * <pre>
 *  0  8  "eQcheck" and LF
 *  8  2  version, 1
 * 10  2  epoch of the owner
 * 12  4  zero
 * 16  8  ids of the epoch below this count may have been given
 * 24  8  position up to which it covers the log
 * 32 61  for each message: id, first, last, due, birth, local due, remote due (8 each), size (4), flags (1)
 *     8  zero
 *     4  CRC32C of all before
 * </pre>
 *
 * @param nextCount count below which ids of the epoch may have been given
 * @param covers position
 */
record Checkpoint(int epoch, long nextCount, long covers) {
    private static final int VERSION = 1;
    private static final long MAGIC = 0x65_51_63_68_65_63_6b_0aL;
    private static final int HEAD = 32;
    private static final int ROW = 7 * 8 + 4 + 1;
    private static final int TAIL = 12;
    private static final int BUFFER = 256 << 10;

    /** Bytes of a checkpoint of {@code messages}. */
    static long bytes(long messages) {
        return HEAD + TAIL + ROW * messages;
    }

    /** Writes itself and every row of {@code catalog} to {@code path}, which must not exist; durable but for its name. */
    void write(SpoolFiles files, Path path, Catalog catalog) throws IOException {
        try (DiskFile file = files.disk.create(path)) {
            Output out = new Output(file, bytes(catalog.count()));
            out.buffer
                    .putLong(MAGIC)
                    .putShort((short) VERSION)
                    .putShort((short) epoch)
                    .putInt(0);
            out.buffer.putLong(nextCount).putLong(covers);
            catalog.forEachRow(out);
            out.finish();
            file.force();
        }
    }

    private static final class Output implements Consumer<Row> {
        final ByteBuffer buffer;
        private final CRC32C crc = new CRC32C();
        private final DiskFile file;
        private long written;
        private IOException failure = new IOException();
        private boolean failed;

        Output(DiskFile file, long expected) {
            this.file = file;
            this.buffer = ByteBuffer.allocate((int) Math.min(BUFFER, expected + ROW));
        }

        @Override
        public void accept(Row row) {
            if (buffer.remaining() < ROW) {
                flush();
            }
            buffer.putLong(row.id).putLong(row.first).putLong(row.last).putLong(row.due);
            buffer.putLong(row.birth).putLong(row.localDue).putLong(row.remoteDue);
            buffer.putInt(row.size).put(row.flags);
        }

        void finish() throws IOException {
            flush();
            buffer.putLong(0);
            crc.update(buffer.duplicate().flip());
            buffer.putInt((int) crc.getValue());
            write();
            if (failed) {
                throw failure;
            }
        }

        private void flush() {
            crc.update(buffer.duplicate().flip());
            write();
        }

        private void write() {
            buffer.flip();
            try {
                if (!failed) {
                    int bytes = buffer.remaining();
                    file.write(buffer, written);
                    written += bytes;
                }
            } catch (IOException e) {
                failed = true;
                failure = e;
            }
            buffer.clear();
        }
    }

    /**
     * Reads the checkpoint at {@code path} and, when all of it is whole, shows its rows.
     *
     * @throws BadRecord when it is damaged
     * @throws IOException when it cannot be read or was written by a newer version
     */
    static Checkpoint read(SpoolFiles files, Path path, Consumer<Row> rows) throws IOException {
        try (DiskFile file = files.disk.openForReading(path)) {
            long size = file.size();
            long count = (size - HEAD - TAIL) / ROW;
            if (size < HEAD + TAIL || (size - HEAD - TAIL) % ROW != 0) {
                throw new BadRecord("checkpoint of " + size + " bytes");
            }
            verify(file, size);
            ByteBuffer head = ByteBuffer.allocate(HEAD);
            file.read(head, 0);
            if (head.getLong(0) != MAGIC) {
                throw new BadRecord("no checkpoint");
            }
            if (head.getShort(8) != VERSION) {
                throw new IOException("checkpoint has format " + head.getShort(8) + ", this program knows " + VERSION);
            }
            readRows(file, count, rows);
            return new Checkpoint(head.getShort(10) & 0xffff, head.getLong(16), head.getLong(24));
        }
    }

    private static void verify(DiskFile file, long size) throws IOException {
        CRC32C crc = new CRC32C();
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER, size));
        for (long at = 0; at < size - 4; at += buffer.limit()) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), size - 4 - at));
            file.read(buffer, at);
            crc.update(buffer.flip());
        }
        ByteBuffer end = ByteBuffer.allocate(4);
        file.read(end, size - 4);
        if (end.hasRemaining() || end.getInt(0) != (int) crc.getValue()) {
            throw new BadRecord("checkpoint is damaged");
        }
    }

    private static void readRows(DiskFile file, long count, Consumer<Row> rows) throws IOException {
        ByteBuffer buffer =
                ByteBuffer.allocate((int) Math.min(BUFFER / ROW, count) * ROW).limit(0);
        long at = HEAD;
        for (long i = 0; i < count; i++) {
            if (!buffer.hasRemaining()) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), (count - i) * ROW));
                file.read(buffer, at);
                at += buffer.flip().limit();
            }
            Row row = new Row();
            row.id = buffer.getLong();
            row.first = buffer.getLong();
            row.last = buffer.getLong();
            row.due = buffer.getLong();
            row.birth = buffer.getLong();
            row.localDue = buffer.getLong();
            row.remoteDue = buffer.getLong();
            row.size = buffer.getInt();
            row.flags = buffer.get();
            rows.accept(row);
        }
    }
}
