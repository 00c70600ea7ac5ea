package eqmail.remote;

import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.log.Log;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The settings of the moment. qmail-remote reads its files for each delivery; the daemon does so once a second at most,
 * which nobody can tell apart. While a file cannot be used the last good settings stay, and the log says so once.
 *
 * <p>A home without helohost and me has no settings, until one of the files is there: it may deliver its own mail, as with
 * qmail-send.
 */
public final class SettingsSource implements Supplier<Optional<RemoteSettings>> {
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final Control control;
    private final Log log;
    private final LongSupplier nanoClock;
    /** Held by the one thread that reads; others go on with what is known. */
    private final ReentrantLock reading = new ReentrantLock();

    private volatile Optional<RemoteSettings> known;
    private volatile long since;
    private String lastFault = ""; // under reading

    /**
     * Reads the files for the first time.
     *
     * @throws ControlException if one cannot be used
     */
    public SettingsSource(Control control, Log log, LongSupplier nanoClock) throws ControlException {
        this.control = control;
        this.log = log;
        this.nanoClock = nanoClock;
        this.known = nameless() ? Optional.empty() : Optional.of(load(control));
        this.since = nanoClock.getAsLong();
    }

    private boolean nameless() throws ControlException {
        return control.lineOrMe("control/helohost").isEmpty();
    }

    private static RemoteSettings load(Control control) throws ControlException {
        RemoteSettings settings = RemoteSettings.load(control);
        Optional<String> domain = settings.routes().domainWithBadPort();
        if (domain.isPresent()) {
            throw new ControlException(
                    "control/smtproutes", "not a port in the line of " + Log.printable(domain.get()) + ":");
        }
        return settings;
    }

    @Override
    public Optional<RemoteSettings> get() {
        if (nanoClock.getAsLong() - since > FRESH.toNanos() && reading.tryLock()) {
            try {
                read();
            } finally {
                reading.unlock();
            }
        }
        return known;
    }

    private void read() {
        String fault = "";
        try {
            // Each delivery says it while there were none yet.
            if (known.isPresent() || !nameless()) {
                known = Optional.of(load(control));
            }
        } catch (ControlException e) {
            fault = String.valueOf(e.getMessage());
        }
        since = nanoClock.getAsLong();
        if (!fault.isEmpty() && !fault.equals(lastFault)) {
            log.line("alert: unable to reread controls of qmail-remote: " + fault);
        }
        lastFault = fault;
    }
}
