package eqmail.spool;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** A message that enters the queue. */
final class NewMessage extends Entry {
    private final long id;
    private final long birth;
    private final boolean big;
    private final byte[] head;
    private final List<byte[]> chunks;
    private final long textBytes;
    private final int crc;
    private final Consumer<@Nullable IOException> settled;

    /**
     * @param head its fields, ending with the head of the text field unless the text has a file
     * @param chunks the text, of which {@code textBytes} count
     * @param settled called once, with the failure or null
     */
    NewMessage(
            long id,
            long birth,
            boolean big,
            byte[] head,
            List<byte[]> chunks,
            long textBytes,
            Consumer<@Nullable IOException> settled) {
        this.id = id;
        this.birth = birth;
        this.big = big;
        this.head = head;
        this.chunks = chunks;
        this.textBytes = textBytes;
        this.settled = settled;
        this.crc = crc(head, chunks, textBytes);
    }

    private static int crc(byte[] head, List<byte[]> chunks, long textBytes) {
        CRC32C crc = new CRC32C();
        crc.update(head);
        long left = textBytes;
        for (byte[] chunk : chunks) {
            int take = (int) Math.min(left, chunk.length);
            crc.update(chunk, 0, take);
            left -= take;
        }
        return (int) crc.getValue();
    }

    /** Its sender can come again. */
    @Override
    boolean secondChance() {
        return false;
    }

    @Override
    long most() {
        return RecordHeader.padded(head.length + textBytes);
    }

    @Override
    void write(Batch batch) {
        Row row = new Row();
        row.id = id;
        row.birth = birth;
        row.set(Row.BIG, big);
        row.restart(batch.record(RecordHeader.MESSAGE, id, crc, head, chunks, textBytes), (int) most());
        batch.add(row);
    }

    @Override
    void beforeSettled(@Nullable IOException why) {
        settled.accept(why);
    }
}
