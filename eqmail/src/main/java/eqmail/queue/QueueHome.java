package eqmail.queue;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * Where the queue of a home lies.
 *
 * <pre>
 * spool/            0711  the spool's account
 * spool/log/        0700  segments (docs/spool.md)
 * spool/accept            socket of the daemon for short commands
 * spool/helper            socket of the root helper, where there is one
 * spool/drop/       1733  messages of short commands while no daemon answers; nobody can list it but the daemon
 * spool/call/       1733  commands that the daemon is to carry out (room call); nobody can list it but the daemon
 * spool/trigger           named pipe: commands tell of what they put there
 * spool/alive             process number and start of the daemon that listens at it
 * spool/greylist          what plug-ins remember, of fixed size; may be removed at any time
 * spool/ratelimit
 * </pre>
 *
 * A daemon that serves one account only (eqmail run) keeps accept, drop, call and trigger to that account.
 *
 * @param home the qmail home
 */
public record QueueHome(Path home) {
    /** sun_path of unix(7) less its NUL; a longer home works by the drop directory alone. */
    private static final int MAX_SOCKET_PATH = 107;

    private static final Set<PosixFilePermission> OPEN_FOR_PASSING = PosixFilePermissions.fromString("rwx--x--x");
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");

    /** The whole queue. */
    public Path spool() {
        return home.resolve("spool");
    }

    /** The durable log. */
    public Path log() {
        return spool().resolve("log");
    }

    /** Socket of the root helper; only the spool's account can open it. */
    public Path helper() {
        return spool().resolve("helper");
    }

    /** Messages that wait for a daemon. */
    public Path drop() {
        return spool().resolve("drop");
    }

    /** Commands that the daemon is to carry out. */
    public Path calls() {
        return spool().resolve("call");
    }

    /** Named pipe that tells of them. */
    public Path trigger() {
        return spool().resolve("trigger");
    }

    /** Names the daemon that listens at the trigger; not there while none does. */
    public Path alive() {
        return spool().resolve("alive");
    }

    /** The daemon's socket; empty when its path is too long for one. */
    public Optional<UnixDomainSocketAddress> accept() {
        Path socket = spool().resolve("accept");
        return socket.toString().length() <= MAX_SOCKET_PATH
                ? Optional.of(UnixDomainSocketAddress.of(socket))
                : Optional.empty();
    }

    /**
     * Makes what is missing. Modes of what exists are left alone: {@code make setup} decides about those.
     *
     * @param shared may other accounts hand in messages?
     */
    public void create(boolean shared) throws IOException {
        makeDirectory(spool(), OPEN_FOR_PASSING);
        makeDirectory(log(), PRIVATE);
        makeDoor(drop(), shared);
        makeDoor(calls(), shared);
    }

    private static void makeDoor(Path directory, boolean shared) throws IOException {
        if (makeDirectory(directory, PRIVATE) && shared) {
            // 01733: java.nio has no sticky bit in its permission sets.
            Files.setAttribute(directory, "unix:mode", 01733);
        }
    }

    private static boolean makeDirectory(Path directory, Set<PosixFilePermission> mode) throws IOException {
        if (Files.isDirectory(directory)) {
            return false;
        }
        Files.createDirectory(directory);
        Files.setPosixFilePermissions(directory, mode);
        return true;
    }
}
