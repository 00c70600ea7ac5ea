package eqmail.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A unix stream socket under a name in the file system, taking connections. The name stays when it is closed. */
public final class UnixListener implements AutoCloseable {
    private static final int BACKLOG = 128;

    private final Descriptor descriptor;

    private UnixListener(Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Listens at {@code path}, which must not exist yet.
     *
     * @param mode who may connect (write permission), from the first moment on
     * @throws PosixException EADDRINUSE when the name exists; ENAMETOOLONG beyond 107 bytes
     */
    public static UnixListener at(String path, int mode) throws PosixException {
        Descriptor socket = UnixSocket.create(UnixSocket.STREAM);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = UnixSocket.address(arena, path);
            socket.mode(mode); // bind gives the name this mode without the umask's bits; wider only after that
            Syscall.BIND.checked(Syscall.BIND.call(socket.number(), address.address(), address.byteSize()), path);
            FileCalls.mode(path, mode);
            socket.run(Syscall.LISTEN, BACKLOG);
            socket.nonBlocking(true); // a peer may be gone before it is accepted
            return new UnixListener(socket);
        } catch (PosixException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** Waits for the next connection. */
    public UnixSocket accept() throws IOException {
        while (true) {
            Readiness.await(descriptor.number(), Readiness.INPUT, Readiness.FOREVER);
            long got = Syscall.ACCEPT4.call(descriptor.number(), 0, 0, OpenFlag.CLOSE_ON_EXEC);
            if (got != -Errno.EAGAIN.number() && got != -Errno.ECONNABORTED.number()) {
                return UnixSocket.of(Descriptor.of((int) Syscall.ACCEPT4.checked(got, descriptor.toString())));
            }
        }
    }

    /** For waiting and handing on. */
    public Descriptor descriptor() {
        return descriptor;
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
