package eqmail.daemon;

import eqmail.fs.DescriptorBody;
import eqmail.fs.ScratchFile;
import eqmail.mail.Body;
import eqmail.mail.BodyForm;
import eqmail.posix.Descriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * A message that the root helper holds for one delivery: a small one in memory, a big one in a nameless file that is
 * open already. Opening one by name would fail once the thread has the file credentials of the user.
 */
final class HeldBody implements Body, AutoCloseable {
    /** Most messages are smaller; with all delivery slots busy such bodies still fit a small heap. */
    static final int IN_MEMORY = 256 * 1024;

    private static final int BUFFER_BYTES = 64 * 1024;

    private final BodyForm form;
    private final long size;
    private final byte[] memory;
    private final Optional<Descriptor> file;

    private HeldBody(BodyForm form, long size, byte[] memory, Optional<Descriptor> file) {
        this.form = form;
        this.size = size;
        this.memory = memory;
        this.file = file;
    }

    /** Reads {@code in} to its end. */
    static HeldBody read(InputStream in, BodyForm form, long size) throws IOException {
        byte[] first = in.readNBytes(IN_MEMORY + 1);
        if (first.length <= IN_MEMORY) {
            return new HeldBody(form, size, first, Optional.empty());
        }
        Descriptor file = ScratchFile.onDisk();
        try {
            file.writeAll(first);
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
                file.writeAll(buffer, 0, got);
            }
        } catch (IOException e) {
            file.close();
            throw e;
        }
        return new HeldBody(form, size, new byte[0], Optional.of(file));
    }

    @Override
    public BodyForm form() {
        return form;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public InputStream open() throws IOException {
        return file.isPresent() ? new DescriptorBody(file.get(), form, size).open() : new ByteArrayInputStream(memory);
    }

    @Override
    public void close() {
        file.ifPresent(Descriptor::close);
    }
}
