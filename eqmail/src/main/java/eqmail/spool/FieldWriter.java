package eqmail.spool;

import eqmail.bytes.Latin1;
import java.util.Arrays;

/** Builds the fields of a record: tag (2 bytes), length (4 bytes), value; numbers are big-endian. */
final class FieldWriter {
    static final int HEAD = 6;

    private byte[] bytes;
    private int length;

    FieldWriter(int expected) {
        bytes = new byte[expected];
    }

    FieldWriter flag(int tag) {
        head(tag, 0);
        return this;
    }

    FieldWriter text(int tag, String latin1) {
        return raw(tag, Latin1.bytes(latin1));
    }

    FieldWriter raw(int tag, byte[] value) {
        return head(tag, value.length).append(value, value.length);
    }

    FieldWriter int8(int tag, int value) {
        head(tag, 1);
        room(1);
        bytes[length++] = (byte) value;
        return this;
    }

    FieldWriter int32(int tag, int value) {
        head(tag, 4);
        number(value, 4);
        return this;
    }

    FieldWriter int64(int tag, long value) {
        head(tag, 8);
        number(value, 8);
        return this;
    }

    /** Head of a field whose {@code valueLength} bytes the caller writes behind {@link #toBytes()}. */
    FieldWriter head(int tag, int valueLength) {
        number(tag, 2);
        number(valueLength, 4);
        return this;
    }

    /** One recipient of a routing. */
    FieldWriter route(Recipient to) {
        byte[] name = Latin1.bytes(to.address());
        byte[] value = new byte[name.length + 2];
        value[0] = (byte) Letters.of(to.channel());
        value[1] = (byte) (to.done() ? 1 : 0);
        System.arraycopy(name, 0, value, 2, name.length);
        return raw(Tag.ROUTE, value);
    }

    FieldWriter append(FieldWriter other) {
        return append(other.bytes, other.length);
    }

    /** Adds fields that were written before. */
    FieldWriter fields(byte[] whole) {
        return append(whole, whole.length);
    }

    private FieldWriter append(byte[] from, int count) {
        room(count);
        System.arraycopy(from, 0, bytes, length, count);
        length += count;
        return this;
    }

    void clear() {
        length = 0;
    }

    int length() {
        return length;
    }

    byte[] toBytes() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    /** Bytes of a value whose head was written before. */
    FieldWriter number(long value, int width) {
        room(width);
        for (int shift = (width - 1) * 8; shift >= 0; shift -= 8) {
            bytes[length++] = (byte) (value >>> shift);
        }
        return this;
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
