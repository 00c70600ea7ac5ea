package eqmail.spool;

import eqmail.bytes.Latin1;
import java.util.Arrays;

/**
 * Walks over the fields of a record. Never looks outside the bytes it was given; lengths that lie end in a
 * {@link BadRecord}.
 */
final class FieldReader {
    private final byte[] bytes;
    private final int end;
    private int next;
    private int tag;
    private int start;
    private int length;

    FieldReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    FieldReader(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.next = offset;
        this.end = offset + length;
    }

    /** Steps to the next field; false at the end. */
    boolean next() throws BadRecord {
        if (next == end) {
            return false;
        }
        if (end - next < FieldWriter.HEAD) {
            throw new BadRecord("field head cut off");
        }
        tag = (int) number(next, 2);
        long claimed = number(next + 2, 4);
        start = next + FieldWriter.HEAD;
        if (claimed > end - start) {
            throw new BadRecord("field " + Tag.name(tag) + " longer than its record");
        }
        length = (int) claimed;
        next = start + length;
        return true;
    }

    int tag() {
        return tag;
    }

    /** Index of the value in the array. */
    int start() {
        return start;
    }

    int length() {
        return length;
    }

    String text() {
        return Latin1.string(bytes, start, length);
    }

    String textFrom(int skip) {
        return Latin1.string(bytes, start + skip, length - skip);
    }

    byte[] raw() {
        return Arrays.copyOfRange(bytes, start, start + length);
    }

    int byteAt(int index) throws BadRecord {
        if (index >= length) {
            throw new BadRecord("field " + Tag.name(tag) + " too short");
        }
        return bytes[start + index] & 0xff;
    }

    int int8() throws BadRecord {
        return (int) exactly(1);
    }

    int int32() throws BadRecord {
        return (int) exactly(4);
    }

    long int64() throws BadRecord {
        return exactly(8);
    }

    /** A number of {@code width} bytes at {@code index} of the value. */
    long numberAt(int index, int width) throws BadRecord {
        if (index + width > length) {
            throw new BadRecord("field " + Tag.name(tag) + " too short");
        }
        return number(start + index, width);
    }

    private long exactly(int width) throws BadRecord {
        if (length != width) {
            throw new BadRecord("field " + Tag.name(tag) + " has " + length + " bytes, not " + width);
        }
        return number(start, width);
    }

    private long number(int at, int width) {
        long value = 0;
        for (int i = at; i < at + width; i++) {
            value = value << 8 | (bytes[i] & 0xff);
        }
        return value;
    }
}
