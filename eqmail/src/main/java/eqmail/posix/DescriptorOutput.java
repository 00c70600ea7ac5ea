package eqmail.posix;

import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.util.Objects;

/** Writes a descriptor; waits so that no carrier is held and no time limit is missed. Owned by one thread. */
final class DescriptorOutput extends OutputStream {
    /** PIPE_BUF: so much a pipe that poll calls writable takes without waiting, even when it blocks. */
    private static final int SURE = 4096;

    private enum Way {
        TRY,
        TRY_SEND,
        SURE_PIECES
    }

    private final Descriptor descriptor;
    private final long nanos;

    DescriptorOutput(Descriptor descriptor, long nanos) {
        this.descriptor = descriptor;
        this.nanos = nanos;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, from.length);
        if (nanos == Readiness.FOREVER && !Thread.currentThread().isVirtual() && !descriptor.isNonBlocking()) {
            descriptor.writeAll(from, offset, length);
            return;
        }
        Way way = way();
        int done = 0;
        while (done < length) {
            if (way == Way.SURE_PIECES) {
                await();
            }
            done += writeSome(way, from, offset + done, length - done);
        }
    }

    private int writeSome(Way way, byte[] from, int offset, int length) throws IOException {
        try {
            return switch (way) {
                case TRY -> descriptor.write(from, offset, length);
                case TRY_SEND -> descriptor.send(from, offset, length);
                case SURE_PIECES -> descriptor.write(from, offset, Math.min(SURE, length));
            };
        } catch (PosixException e) {
            if (e.errno() != Errno.EAGAIN) {
                throw e;
            }
            await();
            return 0;
        }
    }

    private void await() throws IOException {
        if (!Readiness.await(descriptor.number(), Readiness.OUTPUT, nanos)) {
            throw new SocketTimeoutException("nothing went in time to " + descriptor);
        }
    }

    private Way way() throws PosixException {
        if (descriptor.isNonBlocking()) {
            return Way.TRY;
        }
        return descriptor.status().isSocket() ? Way.TRY_SEND : Way.SURE_PIECES;
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
