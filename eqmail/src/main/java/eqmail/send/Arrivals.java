package eqmail.send;

import eqmail.mail.MessageId;
import eqmail.spool.Stored;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Messages that were accepted and not yet seen by the owner thread. When it is held up (a log nobody reads), accepting goes
 * on and only ids are kept, eight bytes each. Safe for calls from many threads.
 */
final class Arrivals {
    /** Whole messages that may wait; the rest is read back from the spool. */
    private static final int MOST_WHOLE = 1_000;
    /** Recipients of whole messages that may wait, some hundred bytes each; the first message may have any number. */
    private static final int MOST_RECIPIENTS = 50_000;

    private final ReentrantLock lock = new ReentrantLock();
    /** Under {@link #lock}. */
    private final Deque<Stored> whole = new ArrayDeque<>();
    /** Under {@link #lock}; of all of {@link #whole}. */
    private int recipients;
    /** Under {@link #lock}; younger than all of {@link #whole}. */
    private final LongQueue ids = new LongQueue();

    /** One accepted message. */
    sealed interface Arrival {
        MessageId id();
    }

    /** With everything that was accepted. */
    record Whole(Stored stored) implements Arrival {
        @Override
        public MessageId id() {
            return stored.id();
        }
    }

    /** To be read back. */
    record Id(MessageId id) implements Arrival {}

    void add(Stored stored) {
        lock.lock();
        try {
            if (ids.isEmpty() && whole.size() < MOST_WHOLE && recipients < MOST_RECIPIENTS) {
                whole.add(stored);
                recipients += stored.envelope().recipients().size();
            } else {
                ids.add(stored.id().value());
            }
        } finally {
            lock.unlock();
        }
    }

    void add(MessageId id) {
        lock.lock();
        try {
            ids.add(id.value());
        } finally {
            lock.unlock();
        }
    }

    /** The oldest; null when there is none. */
    @Nullable
    Arrival poll() {
        lock.lock();
        try {
            Stored first = whole.poll();
            if (first != null) {
                recipients -= first.envelope().recipients().size();
                return new Whole(first);
            }
            return ids.isEmpty() ? null : new Id(new MessageId(ids.poll()));
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return whole.isEmpty() && ids.isEmpty();
        } finally {
            lock.unlock();
        }
    }
}
