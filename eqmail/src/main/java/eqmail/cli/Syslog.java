package eqmail.cli;

import eqmail.posix.Errno;
import eqmail.posix.PosixException;
import eqmail.posix.UnixSocket;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The host's syslog daemon. What it does not take is lost: a log must not stop what it tells of. */
final class Syslog implements AutoCloseable {
    /** Where the daemon listens. */
    static final String DAEMON = "/dev/log";

    private final String path;
    private @Nullable UnixSocket socket;
    private boolean stream;

    Syslog(String path) {
        this.path = path;
    }

    void send(byte[] packet) {
        // A daemon that was started anew has a new socket: one more try finds it.
        if (!trySend(packet)) {
            trySend(packet);
        }
    }

    private boolean trySend(byte[] packet) {
        try {
            UnixSocket to = socket == null ? connect() : socket;
            socket = to;
            // On a stream a NUL ends the packet.
            to.send(stream ? Arrays.copyOf(packet, packet.length + 1) : packet);
            return true;
        } catch (IOException gone) {
            close();
            return false;
        }
    }

    private UnixSocket connect() throws PosixException {
        try {
            stream = false;
            return UnixSocket.connectDatagrams(path);
        } catch (PosixException e) {
            if (e.errno() != Errno.EPROTOTYPE) {
                throw e;
            }
            stream = true;
            return UnixSocket.connect(path);
        }
    }

    @Override
    public void close() {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }
}
