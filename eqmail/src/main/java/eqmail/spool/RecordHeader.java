package eqmail.spool;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What stands before each payload: 40 bytes, big-endian.
 *
 * <pre>
 *  0  8  mark of the segment, so that nothing inside a mail can pass for a record
 *  8  4  length of the payload
 * 12  1  type
 * 13  3  zero
 * 16  8  id of the message
 * 24  8  position of the record before it in its chain, 0 if none
 * 32  4  CRC32C of the payload
 * 36  4  CRC32C of the 36 bytes before
 * </pre>
 *
 * <p>Records begin at multiples of 8; the gap before the next one is zeros.
 *
 * @param type one of the constants
 * @param length bytes of payload
 * @param id message, or the bound for {@link #IDS}
 * @param previous position
 * @param payloadCrc CRC32C of the payload
 */
record RecordHeader(int type, int length, long id, long previous, int payloadCrc) {
    static final int BYTES = 40;
    /** Bounds what a reader allots for one record, whatever the bytes on disk say. */
    static final int MOST_PAYLOAD = 32 << 20;

    /** A message with all it is at that moment: fields of the envelope, state if it was moved, text. */
    static final int MESSAGE = 1;
    /** Changes; continues the chain. */
    static final int CHANGE = 2;
    /** Both due times; replaces the due record before it, stands outside the chain. */
    static final int DUE = 3;
    /** The message left the queue. */
    static final int REMOVED = 4;
    /** All changes since the message record in one; the chain goes from here straight to that. */
    static final int STATE = 5;
    /** Ids below the bound may have been given. */
    static final int IDS = 6;

    /** Bytes on disk of a record with {@code payload} bytes. */
    static long padded(long payload) {
        return (BYTES + payload + 7) & ~7L;
    }

    /** Writes the header at the buffer's position. */
    void write(long mark, ByteBuffer to) {
        int start = to.position();
        to.putLong(mark)
                .putInt(length)
                .putInt(type << 24)
                .putLong(id)
                .putLong(previous)
                .putInt(payloadCrc);
        CRC32C crc = new CRC32C();
        crc.update(to.duplicate().flip().position(start));
        to.putInt((int) crc.getValue());
    }

    /** The header at {@code at}, or null when these 40 bytes are none of a segment with {@code mark}. */
    static @Nullable RecordHeader read(ByteBuffer from, int at, long mark) {
        if (from.getLong(at) != mark) {
            return null;
        }
        CRC32C crc = new CRC32C();
        crc.update(from.duplicate().limit(at + BYTES - 4).position(at));
        int length = from.getInt(at + 8);
        int type = from.getInt(at + 12);
        if ((int) crc.getValue() != from.getInt(at + 36)
                || length < 0
                || length > MOST_PAYLOAD
                || (type & 0xffffff) != 0) {
            return null;
        }
        return new RecordHeader(
                type >>> 24, length, from.getLong(at + 16), from.getLong(at + 24), from.getInt(at + 32));
    }

    static String name(int type) {
        return switch (type) {
            case MESSAGE -> "message";
            case CHANGE -> "change";
            case DUE -> "due";
            case REMOVED -> "removed";
            case STATE -> "state";
            case IDS -> "ids";
            default -> "type-" + type;
        };
    }
}
