package eqmail.spp.stock;

import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.control.FileMarks;
import eqmail.log.Log;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What control files say, read when it is first asked for, and again when one of them has changed; that is looked at once
 * a second at most. While a change cannot be used the last good value stays, and the log says so once. Safe for many
 * threads.
 */
final class Fresh<T> {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final Control control;
    private final List<String> files;
    private final Reading<T> reading;
    private final LongSupplier nanoClock;
    private final Log log;
    /** Guards looking and reading; those who come meanwhile take what there is. */
    private final ReentrantLock looking = new ReentrantLock();

    private volatile @Nullable Held<T> held;

    private record Held<T>(T value, long marks, long looked) {}

    /** Makes a value of files. */
    @FunctionalInterface
    interface Reading<T> {
        /** Reads them all. */
        T from(Control control) throws ControlException;
    }

    /** Nothing is read yet. */
    Fresh(Surroundings around, List<String> files, Reading<T> reading) {
        this.control = around.control();
        this.nanoClock = around.nanoClock();
        this.log = around.log();
        this.files = List.copyOf(files);
        this.reading = reading;
    }

    /**
     * The value of now.
     *
     * @throws ControlException if the files cannot be used and never could
     */
    T get() throws ControlException {
        Held<T> now = held;
        if (now != null && (nanoClock.getAsLong() - now.looked() < LOOK_AGAIN.toNanos() || !looking.tryLock())) {
            return now.value();
        }
        if (now == null) {
            looking.lock();
        }
        try {
            Held<T> looked = look(held);
            held = looked;
            return looked.value();
        } finally {
            looking.unlock();
        }
    }

    private Held<T> look(@Nullable Held<T> last) throws ControlException {
        long marks = FileMarks.of(control.home(), files);
        long time = nanoClock.getAsLong();
        if (last != null && last.marks() == marks) {
            return new Held<>(last.value(), marks, time);
        }
        try {
            return new Held<>(reading.from(control), marks, time);
        } catch (ControlException e) {
            if (last == null) {
                throw e;
            }
            log.line("alert: keeping the last good settings: " + Log.printable(String.valueOf(e.getMessage())));
            return new Held<>(last.value(), marks, time);
        }
    }
}
