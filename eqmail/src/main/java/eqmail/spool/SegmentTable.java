package eqmail.spool;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The segments on disk, and who needs each of them: how many messages have records there, how many readers have it open.
 * Shares its lock with {@link Catalog}, because a message and the counts of its segments change together.
 */
final class SegmentTable {
    private final ReentrantLock lock;
    private final TreeMap<Integer, Segment> segments = new TreeMap<>();
    /** Some segment lost its last message or reader. */
    private boolean emptied;
    /** Both checkpoints know all that segments below this number say. */
    private int covered;

    SegmentTable(ReentrantLock lock) {
        this.lock = lock;
    }

    void add(Segment segment) {
        lock.lock();
        try {
            segments.put(segment.number(), segment);
        } finally {
            lock.unlock();
        }
    }

    /** The writer is done with it. */
    void seal(Segment segment) {
        lock.lock();
        try {
            segment.open = false;
        } finally {
            lock.unlock();
        }
    }

    /** Oldest first. */
    List<Segment> all() {
        lock.lock();
        try {
            return List.copyOf(segments.values());
        } finally {
            lock.unlock();
        }
    }

    boolean has(long position) {
        lock.lock();
        try {
            return segments.containsKey(Position.segment(position));
        } finally {
            lock.unlock();
        }
    }

    /** Numbers strictly between the segments of two positions. */
    Set<Integer> between(long first, long last) {
        lock.lock();
        try {
            int from = Position.segment(first);
            int to = Math.max(from, Position.segment(last));
            return new TreeSet<>(segments.subMap(from, false, to, false).keySet());
        } finally {
            lock.unlock();
        }
    }

    /** Holds a segment for reading, null when it is gone; every hold is given back by {@link #release}. */
    @Nullable
    Segment hold(int number) {
        lock.lock();
        try {
            Segment segment = segments.get(number);
            if (segment == null || segment.dying) {
                return null;
            }
            segment.readers++;
            return segment;
        } finally {
            lock.unlock();
        }
    }

    void release(Segment segment) {
        lock.lock();
        try {
            segment.readers--;
            noteIfEmpty(segment);
        } finally {
            lock.unlock();
        }
    }

    /** Counts {@code row} once in each segment that it names, and its bytes in that of its message record. */
    void count(Row row, int by) {
        lock.lock();
        try {
            int first = Position.segment(row.first);
            int last = Position.segment(row.last);
            int due = Position.segment(row.due);
            count(first, by);
            if (last != first) {
                count(last, by);
            }
            if (row.due != Position.NONE && due != first && due != last) {
                count(due, by);
            }
            Segment home = segments.get(first);
            if (home != null) {
                home.liveBytes += (long) by * row.size;
            }
        } finally {
            lock.unlock();
        }
    }

    void count(Iterable<Integer> numbers, int by) {
        lock.lock();
        try {
            numbers.forEach(number -> count(number, by));
        } finally {
            lock.unlock();
        }
    }

    void count(int number, int by) {
        lock.lock();
        try {
            Segment segment = segments.get(number);
            if (segment != null) {
                segment.messages += by;
                noteIfEmpty(segment);
            }
        } finally {
            lock.unlock();
        }
    }

    private void noteIfEmpty(Segment segment) {
        emptied |= segment.messages == 0 && segment.readers == 0 && !segment.open;
    }

    /** Did a segment become empty since the last call? */
    boolean takeEmptied() {
        lock.lock();
        try {
            boolean some = emptied;
            emptied = false;
            return some;
        } finally {
            lock.unlock();
        }
    }

    /** Says what moving the messages out of a segment is worth; the writer is at segment {@code newest}. */
    interface Worth {
        /** Negative: not worth it; else the smaller the better. */
        long of(Segment segment, int newest);
    }

    /** The segment that is best emptied; null when none is worth it. */
    @Nullable
    Segment sparsest(Worth worth) {
        lock.lock();
        try {
            Segment best = null;
            long least = Long.MAX_VALUE;
            for (Segment segment : segments.values()) {
                boolean candidate = !segment.open && !segment.dying && !segment.damaged && segment.messages > 0;
                long now = candidate ? worth.of(segment, segments.lastKey()) : -1;
                if (now >= 0 && now < least) {
                    least = now;
                    best = segment;
                }
            }
            return best;
        } finally {
            lock.unlock();
        }
    }

    /** It could not be emptied: not before the next start again. */
    void leaveAlone(Segment segment) {
        lock.lock();
        try {
            segment.damaged = true;
        } finally {
            lock.unlock();
        }
    }

    /** Segments below {@code number} are not needed to learn what left the queue. */
    void cover(int number) {
        lock.lock();
        try {
            covered = number;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Segments that nothing needs any more; from now on nobody can hold them. One that may say that a message of an older
     * segment left the queue is needed until both checkpoints say so.
     */
    List<Segment> dead() {
        lock.lock();
        try {
            List<Segment> dead = new ArrayList<>();
            for (Segment segment : segments.headMap(covered).values()) {
                if (!segment.open && segment.messages == 0 && segment.readers == 0) {
                    segment.dying = true;
                    dead.add(segment);
                }
            }
            return dead;
        } finally {
            lock.unlock();
        }
    }

    /** They are off the disk. */
    void deleted(List<Segment> dead) {
        lock.lock();
        try {
            dead.forEach(segment -> segments.remove(segment.number()));
        } finally {
            lock.unlock();
        }
    }
}
