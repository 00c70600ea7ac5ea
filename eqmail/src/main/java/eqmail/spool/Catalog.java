package eqmail.spool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the spool knows in memory: the rows of the index and, by them, which segments are needed. Only durable records
 * count here; the {@link Writer} alone changes rows. No I/O under its lock.
 */
final class Catalog {
    /** Rows that are read under one hold of the lock; a scan of a million must not keep the writer waiting. */
    private static final int ROWS_AT_ONCE = 4096;

    private final ReentrantLock lock = new ReentrantLock();
    private final SegmentTable segments = new SegmentTable(lock);
    private final Index index = new Index();
    /** Rows as they were whose chains lie in more segments than the row tells; someone must walk them. */
    private final Deque<Row> walks = new ArrayDeque<>();
    /** Messages that left and had a text file. */
    private final Deque<Long> texts = new ArrayDeque<>();
    /** All records before this position are in the index. */
    private long reached = Position.NONE;

    SegmentTable segments() {
        return segments;
    }

    @Nullable
    Row find(long id) {
        lock.lock();
        try {
            Row row = new Row();
            return index.find(id, row) ? row : null;
        } finally {
            lock.unlock();
        }
    }

    int count() {
        lock.lock();
        try {
            return index.size();
        } finally {
            lock.unlock();
        }
    }

    /** Ascending. */
    long[] ids() {
        lock.lock();
        try {
            return index.ids();
        } finally {
            lock.unlock();
        }
    }

    long reached() {
        lock.lock();
        try {
            return reached;
        } finally {
            lock.unlock();
        }
    }

    void reached(long position) {
        lock.lock();
        try {
            reached = position;
        } finally {
            lock.unlock();
        }
    }

    /** Shows every row that stays in the index throughout; what comes or goes meanwhile may be shown or not. */
    void forEachRow(Consumer<Row> visitor) {
        List<Row> part = new ArrayList<>(ROWS_AT_ONCE);
        for (int from = 0; readRows(from, part); from += ROWS_AT_ONCE) {
            part.forEach(visitor);
            part.clear();
        }
    }

    private boolean readRows(int from, List<Row> part) {
        lock.lock();
        try {
            int to = Math.min(from + ROWS_AT_ONCE, index.rows());
            for (int i = from; i < to; i++) {
                Row row = new Row();
                if (index.row(i, row)) {
                    part.add(row);
                }
            }
            return from < to;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes over what a durable batch changed; it ended at {@code end}.
     *
     * @return is there now something to tidy up?
     */
    boolean apply(Iterable<Batch.Touched> changes, long end) {
        lock.lock();
        try {
            for (Batch.Touched change : changes) {
                apply(change.before(), change.after());
            }
            reached = end;
            return segments.takeEmptied() || !walks.isEmpty() || !texts.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    private void apply(@Nullable Row before, Row after) {
        if (before != null) {
            segments.count(before, -1);
            boolean chainEnds = after.removed || after.restarted;
            if (chainEnds && before.is(Row.SPREAD)) {
                walks.add(before);
            }
            if (!chainEnds) {
                keepMiddle(before, after);
            }
        }
        if (!after.removed) {
            after.restarted = false;
            index.put(after);
            segments.count(after, 1);
            return;
        }
        index.remove(after.id);
        if (after.is(Row.BIG)) {
            texts.add(after.id);
        }
    }

    /** The segment that the chain ended in is now one in its middle. */
    private void keepMiddle(Row before, Row after) {
        int left = Position.segment(before.last);
        if (left != Position.segment(after.first) && left != Position.segment(after.last)) {
            segments.count(left, 1);
        }
    }

    /** Puts a row in at a start; counts of segments are made once, at its end. */
    void restore(Row row) {
        lock.lock();
        try {
            index.put(row);
        } finally {
            lock.unlock();
        }
    }

    /** Takes a row out at a start. */
    void forget(long id) {
        lock.lock();
        try {
            index.remove(id);
        } finally {
            lock.unlock();
        }
    }

    /** A chain left behind that must be walked, or null. */
    @Nullable
    Row nextWalk() {
        lock.lock();
        try {
            return walks.poll();
        } finally {
            lock.unlock();
        }
    }

    /** A text file that may go, or null. */
    @Nullable
    Long nextText() {
        lock.lock();
        try {
            return texts.poll();
        } finally {
            lock.unlock();
        }
    }
}
