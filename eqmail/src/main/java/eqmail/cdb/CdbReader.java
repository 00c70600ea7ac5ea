package eqmail.cdb;

import eqmail.bytes.Latin1;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Looks keys up in one constant database.
 *
 * <p>It reads by position and maps nothing: a file that somebody cuts short under our feet is then an exception and not
 * a fault of the whole process. Open it for a look-up, a session or a batch and close it: the file is replaced by
 * rename, and an open reader goes on seeing the old one. Several threads may use it at once, but interrupting one of
 * them closes it for all ({@link java.nio.channels.ClosedByInterruptException}).
 */
public final class CdbReader implements Closeable {
    /** No record of any of our files is near this; a longer one means that the file is broken. */
    static final int LONGEST_DATA = 1 << 20;

    /** Slots read at once: a table is filled by half, so nearly every search ends within one read. */
    private static final int SLOTS_AT_ONCE = 16;
    /** Read with the head of a record, so that a usual key and its data need no second read. */
    private static final int RECORD_READ = 256;

    private final FileChannel file;
    private final long size;

    private CdbReader(FileChannel file, long size) {
        this.file = file;
        this.size = size;
    }

    /**
     * Opens {@code path}.
     *
     * @throws java.nio.file.NoSuchFileException when there is none
     * @throws CdbException when it is too short to be one
     */
    public static CdbReader open(Path path) throws IOException {
        FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
        try {
            long size = file.size();
            if (size < CdbHash.HEADER_BYTES) {
                throw new CdbException("shorter than its header");
            }
            return new CdbReader(file, size);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** The data of the first record with {@code key} (bytes in Latin-1 view), in the order they were written. */
    public Optional<String> get(String key) throws IOException {
        return get(Latin1.bytes(key)).map(Latin1::string);
    }

    /** Is there a record with {@code key}? */
    public boolean contains(String key) throws IOException {
        return get(Latin1.bytes(key)).isPresent();
    }

    /**
     * The data of the first record with {@code key}.
     *
     * @throws CdbException when the file leads outside itself
     */
    public Optional<byte[]> get(byte[] key) throws IOException {
        int hash = CdbHash.of(key);
        ByteBuffer head = read(CdbHash.table(hash) * 8L, 8);
        long table = unsigned(head.getInt());
        long slots = unsigned(head.getInt());
        if (slots == 0) {
            return Optional.empty();
        }
        requireInside(table, slots * 8);
        long slot = CdbHash.firstSlot(hash, slots);
        for (long seen = 0; seen < slots; ) {
            int count = (int) Math.min(SLOTS_AT_ONCE, Math.min(slots - slot, slots - seen));
            ByteBuffer part = read(table + slot * 8, count * 8);
            while (part.hasRemaining()) {
                int slotHash = part.getInt();
                long record = unsigned(part.getInt());
                if (record == 0) {
                    return Optional.empty();
                }
                Optional<byte[]> data = slotHash == hash ? dataOf(record, key) : Optional.empty();
                if (data.isPresent()) {
                    return data;
                }
            }
            seen += count;
            slot = (slot + count) % slots;
        }
        return Optional.empty();
    }

    /**
     * Gives {@code each} every record, in the order they were written, repeated keys too.
     *
     * @throws CdbException when a record leads outside the file
     */
    public void forEach(BiConsumer<String, String> each) throws IOException {
        long end = unsigned(read(0, 4).getInt());
        requireInside(end, 0);
        for (long at = CdbHash.HEADER_BYTES; at < end; ) {
            requireInside(at, 8);
            ByteBuffer head = read(at, 8);
            long keyLength = unsigned(head.getInt());
            long dataLength = unsigned(head.getInt());
            requireInside(at + 8, keyLength + dataLength);
            if (keyLength > LONGEST_DATA || dataLength > LONGEST_DATA) {
                throw new CdbException("record of " + (keyLength + dataLength) + " bytes");
            }
            String record =
                    Latin1.string(read(at + 8, (int) (keyLength + dataLength)).array());
            each.accept(record.substring(0, (int) keyLength), record.substring((int) keyLength));
            at += 8 + keyLength + dataLength;
        }
    }

    private Optional<byte[]> dataOf(long record, byte[] key) throws IOException {
        requireInside(record, 8);
        ByteBuffer head = read(record, (int) Math.min(RECORD_READ, size - record));
        long keyLength = unsigned(head.getInt());
        long dataLength = unsigned(head.getInt());
        requireInside(record + 8, keyLength + dataLength);
        if (keyLength != key.length) {
            return Optional.empty();
        }
        if (dataLength > LONGEST_DATA) {
            throw new CdbException("record of " + dataLength + " bytes");
        }
        int length = key.length + (int) dataLength;
        ByteBuffer body = head.remaining() >= length ? head : read(record + 8, length);
        byte[] found = new byte[key.length];
        body.get(found);
        if (!Arrays.equals(found, key)) {
            return Optional.empty();
        }
        byte[] data = new byte[(int) dataLength];
        body.get(data);
        return Optional.of(data);
    }

    private void requireInside(long from, long length) throws CdbException {
        if (from > size || length > size - from) {
            throw new CdbException("position " + from + " and length " + length + " lie outside the file");
        }
    }

    private ByteBuffer read(long from, int length) throws IOException {
        ByteBuffer part = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (part.hasRemaining()) {
            if (file.read(part, from + part.position()) < 0) {
                throw new CdbException("ends before byte " + (from + length));
            }
        }
        return part.flip();
    }

    private static long unsigned(int number) {
        return Integer.toUnsignedLong(number);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
