package eqmail.tls;

import java.io.IOException;
import java.util.Arrays;

/** Reads values in the distinguished encoding of ASN.1, one after the other. Nothing is believed about lengths. */
final class DerReader {
    private final byte[] bytes;
    private final int end;
    private int at;

    DerReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private DerReader(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    boolean hasNext() {
        return at < end;
    }

    /** Tag of the next value, -1 at the end. */
    int tag() {
        return at < end ? bytes[at] & 0xff : -1;
    }

    /** The values inside the next one, which must be of {@code tag}. */
    DerReader enter(int tag) throws IOException {
        int start = content(tag);
        return new DerReader(bytes, start, at);
    }

    /** The content of the next value, which must be of {@code tag}. */
    byte[] value(int tag) throws IOException {
        int start = content(tag);
        return Arrays.copyOfRange(bytes, start, at);
    }

    /** The next value whole, with tag and length. */
    byte[] whole() throws IOException {
        int start = at;
        content(tag());
        return Arrays.copyOfRange(bytes, start, at);
    }

    /** Where the content of the next value starts; {@link #at} is behind it afterwards. */
    private int content(int tag) throws IOException {
        if (tag < 0 || tag() != tag || at + 2 > end) {
            throw malformed();
        }
        int start = at + 2;
        int length = bytes[at + 1] & 0xff;
        if (length >= 0x80) {
            int count = length & 0x7f;
            if (count == 0 || count > 3 || start + count > end) {
                throw malformed();
            }
            length = 0;
            for (int i = 0; i < count; i++) {
                length = (length << 8) | (bytes[start + i] & 0xff);
            }
            start += count;
        }
        if (length > end - start) {
            throw malformed();
        }
        at = start + length;
        return start;
    }

    private static IOException malformed() {
        return new IOException("malformed ASN.1");
    }
}
