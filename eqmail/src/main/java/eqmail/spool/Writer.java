package eqmail.spool;

import eqmail.log.Log;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that appends to the log. It takes all that waits, writes it with one write, syncs once, takes the changes
 * over into the catalog and releases everybody who waited: the more come at once, the less each costs.
 *
 * <p>A failed sync ends it: what the disk holds is unknown then, and a second sync that succeeds proves nothing (the
 * kernel drops the pages it could not write). Everything handed in from then on fails.
 */
final class Writer {
    /** Bytes written between two syncs, but for a single record that is longer. */
    private static final int BATCH = 4 << 20;

    private static final Entry CLOSED = new Entry() {
        @Override
        long most() {
            return 0;
        }

        @Override
        void write(Batch batch) {}
    };

    private final Catalog catalog;
    private final Stock stock;
    private final long segmentBytes;
    private final Log log;
    private final LongSupplier idBound;
    private final Runnable housekeeping;
    /** What waits, newest first; {@link #CLOSED} once nothing is taken any more. */
    private final AtomicReference<@Nullable Entry> waiting = new AtomicReference<>();

    private final Thread thread;
    private volatile boolean closing;
    private volatile @Nullable IOException stopped;

    // The thread's own.
    private final ByteBuffer buffer;
    private Batch batch;
    /** What was taken and is not written yet, oldest first. */
    private @Nullable Entry taken;
    /** A write failed in the active segment: it gets nothing more. */
    private boolean spoiled;

    /**
     * @param active segment to go on with, empty
     * @param idBound bound of ids for the first record of a segment
     * @param housekeeping called when there may be something to tidy up
     */
    Writer(
            Catalog catalog,
            Stock stock,
            Segment active,
            long segmentBytes,
            Log log,
            LongSupplier idBound,
            Runnable housekeeping) {
        this.catalog = catalog;
        this.stock = stock;
        this.segmentBytes = segmentBytes;
        this.log = log;
        this.idBound = idBound;
        this.housekeeping = housekeeping;
        this.buffer = ByteBuffer.allocateDirect((int) Math.min(BATCH, segmentBytes));
        this.batch = new Batch(catalog, active, buffer);
        this.thread = Thread.ofPlatform().name("spool-writer").unstarted(this::run);
    }

    void start() {
        recordBound();
        thread.start();
    }

    /** Hands in a record; its ticket tells what becomes of it. Never waits. */
    void submit(Entry entry) {
        while (true) {
            Entry head = waiting.get();
            if (CLOSED.equals(head)) {
                IOException why = stopped;
                entry.fail(why != null ? why : new IOException("the spool is closed"));
                return;
            }
            entry.next = head;
            if (waiting.compareAndSet(head, entry)) {
                if (head == null) {
                    LockSupport.unpark(thread);
                }
                return;
            }
        }
    }

    /** Why it stopped; null while it works. */
    @Nullable
    IOException stopped() {
        return stopped;
    }

    /** Writes what waits and ends. */
    void close() {
        closing = true;
        LockSupport.unpark(thread);
        Threads.join(thread);
    }

    private void run() {
        try {
            for (taken = take(); taken != null; taken = take()) {
                while (taken != null) {
                    append(taken);
                    taken = taken.next;
                }
                commit();
            }
        } catch (RuntimeException | Error bug) {
            log.line("alert: spool: stopped by a bug: " + bug);
            stop(new IOException("the spool stopped: " + bug, bug));
        }
    }

    /** Everything that waits, oldest first; null when there will be nothing more. */
    private @Nullable Entry take() {
        while (stopped == null) {
            Entry newest = waiting.getAndSet(null);
            if (newest != null) {
                return reversed(newest);
            }
            if (closing && waiting.compareAndSet(null, CLOSED)) {
                return null;
            }
            LockSupport.park(this);
        }
        return null;
    }

    private static Entry reversed(Entry newest) {
        Entry done = newest;
        Entry rest = newest.next;
        done.next = null;
        while (rest != null) {
            Entry after = rest.next;
            rest.next = done;
            done = rest;
            rest = after;
        }
        return done;
    }

    private void append(Entry entry) {
        if (entry.settled()) {
            return;
        }
        try {
            long most = entry.most();
            if (most > RecordHeader.MOST_PAYLOAD) {
                throw new IOException("a record of " + most + " bytes is longer than the spool can keep");
            }
            if (spoiled || !batch.fits(most, segmentBytes)) {
                makeRoom(most);
            }
            entry.write(batch);
            batch.settles(entry);
        } catch (IOException e) {
            entry.fail(e);
        }
    }

    /** Ends the batch, and the segment if it has too little left for {@code most} bytes. */
    private void makeRoom(long most) throws IOException {
        commit();
        IOException why = stopped;
        if (why != null) {
            throw why;
        }
        Segment active = batch.segment();
        boolean fresh = active.end == SegmentHeader.BYTES;
        if (spoiled || (active.end + most > segmentBytes && !fresh)) {
            Segment next = stock.take();
            catalog.segments().seal(active);
            catalog.segments().add(next);
            spoiled = false;
            begin(next, most);
            recordBound();
            housekeeping.run();
        } else {
            begin(active, most);
        }
    }

    /** First in each segment: an older one that says the same may then be deleted. */
    private void recordBound() {
        batch.record(RecordHeader.IDS, idBound.getAsLong(), Position.NONE);
    }

    private void begin(Segment segment, long most) {
        long needed = most + RecordHeader.BYTES;
        batch = new Batch(
                catalog, segment, needed <= buffer.capacity() ? buffer : ByteBuffer.allocate(Math.toIntExact(needed)));
    }

    private void commit() {
        if (batch.isEmpty() || stopped != null) {
            return;
        }
        Segment segment = batch.segment();
        ByteBuffer bytes = batch.bytes();
        int length = bytes.remaining();
        try {
            segment.file.write(bytes, batch.start());
        } catch (IOException e) {
            undo(segment, e);
            return;
        }
        try {
            segment.file.force();
        } catch (IOException e) {
            log.line("alert: spool: sync of segment " + segment.number() + " failed, nothing more is accepted: " + e);
            stop(new IOException("the spool stopped after a failed sync: " + e.getMessage(), e));
            return;
        }
        segment.end = batch.start() + length;
        boolean tidy = catalog.apply(batch.touched(), Position.of(segment.number(), segment.end));
        batch.entries().forEach(Ticket::keep);
        begin(segment, 0);
        if (tidy) {
            housekeeping.run();
        }
    }

    /**
     * Nothing of a batch that could not be written may come back: its part of the segment is cut off, durably. Messages
     * are refused then. What else there was gets a second chance in the next segment, which is ready even if the disk is
     * full: it is short, and losing it would have mail delivered twice.
     */
    private void undo(Segment segment, IOException why) {
        log.line("warning: spool: unable to write segment " + segment.number() + ": " + why);
        try {
            segment.file.truncate(batch.start());
            segment.file.force();
        } catch (IOException e) {
            log.line("alert: spool: unable to take back a failed write, nothing more is accepted: " + e);
            stop(new IOException("the spool stopped after a failed write: " + why.getMessage(), why));
            return;
        }
        spoiled = true;
        List<Entry> entries = batch.entries();
        begin(segment, 0);
        for (Entry entry : entries) {
            if (entry.secondChance()) {
                append(entry);
            } else {
                entry.fail(why);
            }
        }
        commit();
    }

    private void stop(IOException why) {
        stopped = why;
        batch.entries().forEach(entry -> entry.fail(why));
        failAll(taken, why);
        failAll(waiting.getAndSet(CLOSED), why);
    }

    private static void failAll(@Nullable Entry first, IOException why) {
        for (Entry entry = first; entry != null; entry = entry.next) {
            entry.fail(why);
        }
    }
}
