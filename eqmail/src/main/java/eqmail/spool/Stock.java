package eqmail.spool;

import java.io.IOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One segment, made ready ahead of time by a thread of its own, so that the writer need not wait for zeros to be written.
 * While it is there the changes of what is queued find room even on a full disk.
 */
final class Stock {
    /** A full disk is not tried again before this has passed; otherwise each message that comes would try it. */
    private static final long PATIENCE_NANOS = 1_000_000_000;

    private final SpoolFiles files;
    private final IntFunction<SegmentHeader> headers;
    private final long segmentBytes;
    private final LongSupplier nanos;
    private final Thread thread;

    // The thread's own.
    private int nextNumber;
    private long failedAt;

    // Guarded by the lock.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean wanted = true;
    private boolean closed;
    private long attempts;
    private @Nullable Segment ready;
    private @Nullable IOException trouble;

    /** @param nanos a clock that only runs forward */
    Stock(SpoolFiles files, Recovery found, long segmentBytes, LongSupplier nanos) {
        this.files = files;
        this.headers = found::newHeader;
        this.nextNumber = found.nextNumber();
        this.segmentBytes = segmentBytes;
        this.nanos = nanos;
        this.thread = Thread.ofPlatform().name("spool-stock").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /**
     * The next segment; waits for one attempt to make it.
     *
     * @throws IOException when there is none and it cannot be made now
     */
    Segment take() throws IOException {
        lock.lock();
        try {
            long before = attempts;
            while (ready == null) {
                if (closed) {
                    throw new IOException("the spool is closed");
                }
                if (attempts > before && trouble != null) {
                    throw trouble;
                }
                ask();
                changed.awaitUninterruptibly();
            }
            Segment segment = ready;
            ready = null;
            ask();
            return segment;
        } finally {
            lock.unlock();
        }
    }

    /** Why the last attempt failed; null when it did not. While this is so no message should be accepted. */
    @Nullable
    IOException trouble() {
        lock.lock();
        try {
            return ready == null ? trouble : null;
        } finally {
            lock.unlock();
        }
    }

    /** Lets it be tried again. */
    void ask() {
        lock.lock();
        try {
            wanted = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nobody gets anything any more. What is ready stays on disk for the next start. */
    void close() throws IOException {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        Threads.join(thread);
        if (ready != null) {
            ready.file.close();
        }
    }

    private void run() {
        while (awaitWanted()) {
            Segment made = null;
            IOException failure = null;
            try {
                made = make();
            } catch (IOException e) {
                failure = e;
            } catch (RuntimeException | Error bug) {
                // Also when memory is short: without this thread the writer would wait for ever.
                failure = new IOException("a bug while making a segment: " + bug, bug);
            }
            lock.lock();
            try {
                ready = made;
                trouble = failure;
                attempts++;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private boolean awaitWanted() {
        lock.lock();
        try {
            while (!closed && (ready != null || !wanted)) {
                changed.awaitUninterruptibly();
            }
            wanted = false;
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private Segment make() throws IOException {
        IOException known = trouble();
        if (known != null && nanos.getAsLong() - failedAt < PATIENCE_NANOS) {
            throw known;
        }
        failedAt = nanos.getAsLong();
        if (files.disk.space(files.root).bytes() < segmentBytes) {
            throw new SpoolFullException(files.root + " has no room for a segment");
        }
        return files.makeSegment(headers.apply(nextNumber++), segmentBytes);
    }
}
