package eqmail.fs;

import eqmail.mail.Body;
import eqmail.mail.BodyForm;
import eqmail.posix.Descriptor;
import eqmail.posix.PosixException;
import java.io.InputStream;

/**
 * A message in an open file, usually in unix form: on descriptor 0 of a command, in a queue file, or handed over by another
 * process. Streams read by position, so that several do not disturb one another. The descriptor stays the caller's.
 */
public final class DescriptorBody implements Body {
    private final Descriptor file;
    private final BodyForm form;
    private final long size;

    /** The message in {@code file}, from its start; its size is that of now, 0 if it cannot be told. */
    public DescriptorBody(Descriptor file) {
        this(file, BodyForm.UNIX, sizeOf(file));
    }

    /** The message in {@code file}, written in {@code form}; {@code size} is that in unix form. */
    public DescriptorBody(Descriptor file, BodyForm form, long size) {
        this.file = file;
        this.form = form;
        this.size = size;
    }

    private static long sizeOf(Descriptor file) {
        try {
            return file.status().size();
        } catch (PosixException closed) {
            return 0;
        }
    }

    @Override
    public BodyForm form() {
        return form;
    }

    @Override
    public long size() {
        return size;
    }

    /**
     * A stream from the start on.
     *
     * @throws PosixException when there is no going back to the start: it is a pipe, or closed
     */
    @Override
    public InputStream open() throws PosixException {
        file.seek(0);
        return new InputStream() {
            private long position;

            @Override
            public int read() throws PosixException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws PosixException {
                int got = file.readAt(position, into, offset, length);
                position += Math.max(got, 0);
                return got;
            }
        };
    }
}
