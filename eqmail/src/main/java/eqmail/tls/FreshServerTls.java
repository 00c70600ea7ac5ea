package eqmail.tls;

import eqmail.control.Control;
import eqmail.control.FileMarks;
import eqmail.log.Log;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * TLS for a server that stays: files are looked at once a second at most and read again when one has changed. While a
 * change cannot be used the last good state stays, and the log says so once. No certificate at all means no TLS at once.
 */
public final class FreshServerTls implements ServerTls.Source {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private static final List<String> FILES = List.of(
            ServerTls.CERTIFICATE,
            ServerTls.NAMED,
            ServerTls.CLIENT_CA,
            ServerTls.CLIENT_CRL,
            ServerTls.CLIENTS,
            ServerTls.CIPHERS,
            TlsProvider.FILE);

    private final Control control;
    private final Log log;
    private final LongSupplier nanoClock;
    /** One for each value of TLSCIPHERS in listeners and rules, so a handful. */
    private final Map<Optional<String>, Held> held = new ConcurrentHashMap<>();
    /** Guards looking and reading; those who come meanwhile take what there is, if there is something. */
    private final ReentrantLock looking = new ReentrantLock();

    private record Held(@Nullable ServerTls tls, @Nullable CredentialException fault, long marks, long looked) {
        ServerTls get() throws CredentialException {
            if (fault != null) {
                throw fault;
            }
            return Objects.requireNonNull(tls);
        }
    }

    /** Nothing is read before the first session asks. */
    public FreshServerTls(Control control, Log log, LongSupplier nanoClock) {
        this.control = control;
        this.log = log;
        this.nanoClock = nanoClock;
    }

    @Override
    public ServerTls load(Optional<String> ciphers) throws CredentialException {
        Held now = held.get(ciphers);
        if (now != null && nanoClock.getAsLong() - now.looked() < LOOK_AGAIN.toNanos()) {
            return now.get();
        }
        if (now != null && !looking.tryLock()) {
            return now.get();
        }
        if (now == null) {
            looking.lock();
        }
        try {
            Held looked = look(held.get(ciphers), ciphers);
            held.put(ciphers, looked);
            return looked.get();
        } finally {
            looking.unlock();
        }
    }

    private Held look(@Nullable Held last, Optional<String> ciphers) {
        long marks = FileMarks.of(control.home(), FILES);
        long time = nanoClock.getAsLong();
        if (last != null && last.marks() == marks) {
            return new Held(last.tls(), last.fault(), marks, time);
        }
        try {
            return new Held(ServerTls.load(control, ciphers, this::report), null, marks, time);
        } catch (CredentialException e) {
            boolean there = Files.exists(control.home().resolve(ServerTls.CERTIFICATE));
            ServerTls good = last != null && there ? last.tls() : null;
            log.line("alert: " + (good == null ? "no TLS: " : "keeping the last good TLS settings: ")
                    + Log.printable(String.valueOf(e.getMessage())));
            return new Held(good, good == null ? e : null, marks, time);
        }
    }

    private void report(String line) {
        log.line("warning: " + Log.printable(line));
    }
}
