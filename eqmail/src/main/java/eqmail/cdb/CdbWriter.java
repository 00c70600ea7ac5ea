package eqmail.cdb;

import eqmail.bytes.Latin1;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;

/**
 * Writes one constant database: {@link #create} a temporary file, {@link #add} records, {@link #finish} it (now it is
 * safe on disk) and {@link #moveTo} its place, so that a reader sees the old file or the new one, both whole. Each step
 * fails with an {@code IOException} of its own. Keys may repeat; the first one is found. For one thread.
 */
public final class CdbWriter implements Closeable {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final FileAttribute<?> MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--"));

    private final Path path;
    private final FileChannel file;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    /** For each record its hash (upper half) and its position (lower half), in order. */
    private long[] entries = new long[64];

    private int count;
    /** Where the next byte belongs, buffered ones counted. */
    private long position = CdbHash.HEADER_BYTES;
    /** Where the buffer belongs. */
    private long written = CdbHash.HEADER_BYTES;

    private CdbWriter(Path path, FileChannel file) {
        this.path = path;
        this.file = file;
    }

    /** Makes {@code path}, or empties it. Mode 0644. Nothing is written before the first buffer is full. */
    public static CdbWriter create(Path path) throws IOException {
        return new CdbWriter(
                path,
                FileChannel.open(
                        path,
                        Set.of(
                                StandardOpenOption.WRITE,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.TRUNCATE_EXISTING),
                        MODE));
    }

    /** Adds a record; both texts are bytes in Latin-1 view. */
    public void add(String key, String data) throws IOException {
        byte[] keyBytes = Latin1.bytes(key);
        byte[] dataBytes = Latin1.bytes(data);
        if (dataBytes.length > CdbReader.LONGEST_DATA) {
            throw new IOException("record of " + dataBytes.length + " bytes");
        }
        if (count == entries.length) {
            entries = Arrays.copyOf(entries, count * 2);
        }
        entries[count++] = ((long) CdbHash.of(keyBytes) << 32) | position;
        number(keyBytes.length);
        number(dataBytes.length);
        put(keyBytes);
        put(dataBytes);
    }

    /** Writes the tables and the header, syncs and closes. */
    public void finish() throws IOException {
        long[] header = new long[CdbHash.TABLES * 2];
        int[] order = byTable();
        for (int table = 0, from = 0; table < CdbHash.TABLES; table++) {
            int to = from;
            while (to < count && CdbHash.table(hash(entries[order[to]])) == table) {
                to++;
            }
            header[table * 2] = position;
            header[table * 2 + 1] = (to - from) * 2L;
            writeTable(order, from, to);
            from = to;
        }
        flush();
        for (long each : header) {
            buffer.putInt((int) each);
        }
        writeAt(0);
        file.force(true);
        file.close();
    }

    /** Gives the finished file its name, and syncs the directory, so that the new name survives a power cut. */
    public void moveTo(Path target) throws IOException {
        Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Path directory = target.toAbsolutePath().getParent();
        try (FileChannel open = FileChannel.open(directory, StandardOpenOption.READ)) {
            open.force(true);
        }
    }

    /** Gives up an unfinished file (it stays as it is) or does nothing after {@link #finish}. */
    @Override
    public void close() throws IOException {
        file.close();
    }

    private void writeTable(int[] order, int from, int to) throws IOException {
        int slots = (to - from) * 2;
        long[] table = new long[slots];
        for (int i = from; i < to; i++) {
            long entry = entries[order[i]];
            int slot = (int) CdbHash.firstSlot(hash(entry), slots);
            while (table[slot] != 0) {
                slot = slot + 1 == slots ? 0 : slot + 1;
            }
            table[slot] = entry;
        }
        for (long entry : table) {
            number(entry >>> 32);
            number(entry & CdbHash.LARGEST_FILE);
        }
    }

    /** The records of table 0, then those of table 1, and so on, each in the order they were added. */
    private int[] byTable() {
        int[] next = new int[CdbHash.TABLES + 1];
        for (int i = 0; i < count; i++) {
            next[CdbHash.table(hash(entries[i])) + 1]++;
        }
        for (int i = 1; i < next.length; i++) {
            next[i] += next[i - 1];
        }
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            order[next[CdbHash.table(hash(entries[i]))]++] = i;
        }
        return order;
    }

    private static int hash(long entry) {
        return (int) (entry >>> 32);
    }

    private void number(long value) throws IOException {
        if (buffer.remaining() < 4) {
            flush();
        }
        buffer.putInt((int) value);
        advance(4);
    }

    private void put(byte[] bytes) throws IOException {
        for (int done = 0; done < bytes.length; ) {
            if (!buffer.hasRemaining()) {
                flush();
            }
            int part = Math.min(buffer.remaining(), bytes.length - done);
            buffer.put(bytes, done, part);
            done += part;
        }
        advance(bytes.length);
    }

    private void advance(int bytes) throws IOException {
        position += bytes;
        if (position > CdbHash.LARGEST_FILE) {
            throw new IOException("a constant database cannot be larger than 4 GiB");
        }
    }

    private void flush() throws IOException {
        written = writeAt(written);
    }

    private long writeAt(long start) throws IOException {
        long at = start;
        buffer.flip();
        while (buffer.hasRemaining()) {
            at += file.write(buffer, at);
        }
        buffer.clear();
        return at;
    }
}
