package eqmail.daemon;

import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.log.Log;
import eqmail.smtpd.SmtpdControls;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Settings for SMTP sessions that are read again when a control file changes, at most once a second. qmail-smtpd reads
 * them for each connection; with a thousand connections a second that would be most of the work. A change that cannot be
 * used is reported once, and the last good settings stay.
 */
final class FreshControls implements SmtpdControls.Source {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final Control control;
    private final InstantSource clock;
    private final Log log;
    /** Guards looking and reading; those who come meanwhile take what there is. */
    private final ReentrantLock looking = new ReentrantLock();

    private volatile Held held;

    private record Held(SmtpdControls controls, long fingerprint, Instant looked) {}

    /**
     * Reads the settings for the first time.
     *
     * @throws ControlException when they cannot be used: a server must not start with them
     */
    FreshControls(Control control, InstantSource clock, Log log) throws ControlException {
        this.control = control;
        this.clock = clock;
        this.log = log;
        long fingerprint = fingerprint();
        this.held = new Held(SmtpdControls.loadForServer(control), fingerprint, clock.instant());
    }

    @Override
    public SmtpdControls load() {
        Held now = held;
        if (clock.instant().isBefore(now.looked().plus(LOOK_AGAIN)) || !looking.tryLock()) {
            return now.controls();
        }
        try {
            return look(held).controls();
        } finally {
            looking.unlock();
        }
    }

    private Held look(Held last) {
        long fingerprint = fingerprint();
        SmtpdControls controls = last.controls();
        if (fingerprint != last.fingerprint()) {
            try {
                controls = SmtpdControls.loadForServer(control);
            } catch (ControlException e) {
                log.line("alert: keeping the last good settings: " + e.getMessage());
            }
        }
        held = new Held(controls, fingerprint, clock.instant());
        return held;
    }

    /** Changes whenever a file of control/ is made, removed, replaced or written. */
    private long fingerprint() {
        long sum = 0;
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(control.home().resolve("control"))) {
            for (Path file : files) {
                long time = Files.getLastModifiedTime(file).toMillis();
                sum += (file.getFileName().hashCode() * 31L + time) * 31L + Files.size(file);
            }
        } catch (IOException busy) {
            // A file that went while we looked: the next look sees the directory as it is then.
            return -1;
        }
        return sum;
    }
}
