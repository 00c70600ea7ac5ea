package eqmail.posix;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;

/** Reads a descriptor; waits so that no carrier is held and no time limit is missed. Owned by one thread. */
final class DescriptorInput extends InputStream {
    private final Descriptor descriptor;
    private final long nanos;

    DescriptorInput(Descriptor descriptor, long nanos) {
        this.descriptor = descriptor;
        this.nanos = nanos;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        boolean wait = nanos != Readiness.FOREVER || Thread.currentThread().isVirtual();
        while (true) {
            if (wait && !Readiness.await(descriptor.number(), Readiness.INPUT, nanos)) {
                throw new SocketTimeoutException("nothing came in time from " + descriptor);
            }
            try {
                return descriptor.read(into, offset, length);
            } catch (PosixException e) {
                if (e.errno() != Errno.EAGAIN) {
                    throw e;
                }
                wait = true;
            }
        }
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
