package eqmail.cli;

import eqmail.bytes.Scan;
import eqmail.log.SyslogLines;
import eqmail.posix.Errno;
import eqmail.posix.PosixException;
import eqmail.posix.UnixSocket;
import java.io.IOException;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code splogger [tag [facility]]}: lines of descriptor 0 to /dev/log. */
final class Splogger implements Program {
    private static final int MAIL = 2;
    private static final int USER = 1;
    private static final int LARGEST_FACILITY = 127;

    @Override
    public int run(Invocation in) throws IOException {
        List<String> args = in.args();
        String tag = args.isEmpty() ? "splogger" : args.getFirst();
        long facility = args.size() < 2 ? MAIL : Scan.numberOrZero(args.get(1));
        // What has no place in a packet's number falls to the class of user programs, as in openlog(3).
        int known = facility < 0 || facility > LARGEST_FACILITY ? USER : (int) facility;
        try (Syslog syslog = new Syslog("/dev/log")) {
            new SyslogLines(tag, known, InstantSource.system(), ZoneId.systemDefault(), syslog::send).run(in.stdin());
        }
        return 0;
    }

    /** The host's syslog daemon. What it does not take is lost: a log must not stop what it tells of. */
    private static final class Syslog implements AutoCloseable {
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
}
