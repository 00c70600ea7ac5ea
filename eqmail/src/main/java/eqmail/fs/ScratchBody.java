package eqmail.fs;

import eqmail.bytes.UnixSize;
import eqmail.mail.Body;
import eqmail.mail.BodyForm;
import eqmail.posix.Descriptor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A message that is taken in before it goes on: written once, then read any number of times. Small ones stay in memory,
 * big ones lie in a file without a name that is gone with {@link #close}.
 */
public final class ScratchBody extends OutputStream implements Body {
    /** Most messages are smaller, and a thousand of these fit a heap. */
    static final int IN_MEMORY = 128 * 1024;

    private final BodyForm form;
    private final UnixSize size = new UnixSize();
    private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private @Nullable Descriptor file;

    /** An empty one; what is written to it must be in {@code form}. */
    public ScratchBody(BodyForm form) {
        this.form = form;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IOException when the file cannot be made or the disk is full; the body is of no use then
     */
    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        size.count(bytes, offset, length);
        memory.write(bytes, offset, length);
        if (memory.size() > IN_MEMORY) {
            spill();
        }
    }

    private void spill() throws IOException {
        Descriptor to = file == null ? ScratchFile.onDisk() : file;
        file = to;
        byte[] held = memory.toByteArray();
        to.writeAll(held, 0, held.length);
        memory.reset();
    }

    @Override
    public BodyForm form() {
        return form;
    }

    @Override
    public long size() {
        return form == BodyForm.UNIX ? size.ofUnix() : size.ofWire();
    }

    /** A stream of everything written so far; to be asked for when the last byte has been written. */
    @Override
    public InputStream open() throws IOException {
        if (file == null) {
            return new ByteArrayInputStream(memory.toByteArray());
        }
        if (memory.size() > 0) {
            spill();
        }
        return new DescriptorBody(file, form, size()).open();
    }

    /** Lets go of the file, if there is one. */
    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
