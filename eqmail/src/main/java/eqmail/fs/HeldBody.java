package eqmail.fs;

import eqmail.mail.Body;
import eqmail.mail.BodyForm;
import eqmail.posix.Descriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * A message that is held for one delivery: a small one in memory, a big one in a nameless file that is open already.
 * Opening one by name would fail once a thread has the file credentials of a user.
 */
public final class HeldBody implements Body, AutoCloseable {
    /** Most messages are smaller; with all delivery slots busy such bodies still fit a small heap. */
    public static final int IN_MEMORY = 256 * 1024;

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

    /**
     * Reads {@code in} to its end.
     *
     * @param size in unix form
     */
    public static HeldBody read(InputStream in, BodyForm form, long size) throws IOException {
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

    /** Reads {@code in}, a message in unix form of whatever size, to its end. */
    public static HeldBody readUnix(InputStream in) throws IOException {
        HeldBody held = read(in, BodyForm.UNIX, 0);
        long size = held.file.isPresent() ? held.file.get().status().size() : held.memory.length;
        return new HeldBody(BodyForm.UNIX, size, held.memory, held.file);
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

    /** Is its last line complete? An empty message has none. */
    public boolean endsInLineFeed() throws IOException {
        if (file.isPresent()) {
            byte[] last = new byte[1];
            Descriptor text = file.get();
            return text.readAt(text.status().size() - 1, last, 0, 1) == 1 && last[0] == '\n';
        }
        return memory.length > 0 && memory[memory.length - 1] == '\n';
    }

    @Override
    public void close() {
        file.ifPresent(Descriptor::close);
    }
}
