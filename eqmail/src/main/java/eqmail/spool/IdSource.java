package eqmail.spool;

import eqmail.mail.MessageId;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives ids, each once for ever. Before an id is given, a record on disk says that all below some bound may have been
 * given; a start after a crash goes on at that bound.
 */
final class IdSource {
    private final int epoch;
    private final int block;
    private final AtomicLong next;
    private final Consumer<Entry> writer;
    /** Counts below it are reserved on disk. */
    private volatile long granted;
    /** Highest bound handed to the writer so far. */
    private volatile long asked;

    private final ReentrantLock asking = new ReentrantLock();
    /** The last reservation; guarded by {@link #asking}. */
    private @Nullable Reservation pending;

    /**
     * @param first count of the next id; the disk says that all below it may have been given
     * @param block ids that are reserved at a time
     */
    IdSource(int epoch, long first, int block, Consumer<Entry> writer) {
        this.epoch = epoch;
        this.block = block;
        this.next = new AtomicLong(first);
        this.granted = first;
        this.asked = first;
        this.writer = writer;
    }

    /** A new id; waits only when the disk is behind with reserving. */
    MessageId next() throws IOException {
        long count = next.getAndIncrement();
        while (count + block / 2 >= granted) {
            Reservation reservation = reserve(count);
            if (count < granted) {
                break;
            }
            if (reservation != null) {
                reservation.await();
            }
        }
        return MessageId.of(epoch, count);
    }

    private @Nullable Reservation reserve(long count) {
        asking.lock();
        try {
            if (pending != null && !pending.settled()) {
                return pending;
            }
            if (count + block / 2 < granted) {
                return null;
            }
            asked = Math.max(asked, count + 1) + block;
            pending = new Reservation(asked);
            writer.accept(pending);
            return pending;
        } finally {
            asking.unlock();
        }
    }

    /** The bound for the first record of a new segment, as an id. */
    long bound() {
        return MessageId.of(epoch, asked).value();
    }

    /** Counts below it may have been given by the time this returns. */
    long boundCount() {
        return asked;
    }

    /** Nothing is given any more: what was reserved and not given may be given after the next start. */
    void close() {
        asked = next.get();
    }

    private final class Reservation extends Entry {
        private final long bound;

        Reservation(long bound) {
            this.bound = bound;
        }

        @Override
        long most() {
            return RecordHeader.BYTES;
        }

        @Override
        void write(Batch batch) {
            batch.record(RecordHeader.IDS, MessageId.of(epoch, bound).value(), Position.NONE);
        }

        @Override
        void beforeSettled(@Nullable IOException why) {
            if (why == null) {
                granted = bound;
            }
        }
    }
}
