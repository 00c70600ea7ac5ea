package eqmail.fs;

import eqmail.bytes.Latin1;
import eqmail.mail.Body;
import eqmail.mail.BodyForm;
import java.io.IOException;
import java.io.InputStream;

/** A message in memory that may break off. */
public final class MemoryBody implements Body {
    private final byte[] bytes;
    private final BodyForm form;
    private final int readable;

    private MemoryBody(byte[] bytes, BodyForm form, int readable) {
        this.bytes = bytes;
        this.form = form;
        this.readable = readable;
    }

    /** A sound one. */
    public static Body of(String text, BodyForm form) {
        return new MemoryBody(Latin1.bytes(text), form, Integer.MAX_VALUE);
    }

    /** A sound one in unix form. */
    public static Body of(String text) {
        return of(text, BodyForm.UNIX);
    }

    /** One that cannot be read beyond its first {@code readable} bytes. */
    public static Body broken(String text, int readable) {
        return new MemoryBody(Latin1.bytes(text), BodyForm.UNIX, readable);
    }

    @Override
    public BodyForm form() {
        return form;
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public InputStream open() {
        return new InputStream() {
            private int at;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                if (at >= readable) {
                    throw new IOException("broken at " + at);
                }
                if (at == bytes.length) {
                    return -1;
                }
                int count = Math.min(length, Math.min(bytes.length, readable) - at);
                System.arraycopy(bytes, at, into, offset, count);
                at += count;
                return count;
            }
        };
    }
}
