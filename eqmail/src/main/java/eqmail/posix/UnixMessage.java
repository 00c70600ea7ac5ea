package eqmail.posix;

import java.util.List;

/** What one {@link UnixSocket#receive} brought: bytes, and descriptors beside them. */
public final class UnixMessage implements AutoCloseable {
    private final byte[] bytes;
    private final List<Descriptor> descriptors;

    UnixMessage(byte[] bytes, List<Descriptor> descriptors) {
        this.bytes = bytes;
        this.descriptors = descriptors;
    }

    /** At least one; the array is the receiver's. */
    public byte[] bytes() {
        return bytes;
    }

    /** Copies of those that were sent, the receiver's to close. */
    public List<Descriptor> descriptors() {
        return descriptors;
    }

    /** Closes all descriptors. */
    @Override
    public void close() {
        descriptors.forEach(Descriptor::close);
    }
}
