package eqmail.send;

import java.util.Arrays;
import java.util.NoSuchElementException;

/**
 * What is due when: a binary heap of (second, message id), sixteen bytes an entry, so that a million deferred messages
 * cost no more than their numbers (prioq.c). Entries of one second come in the order of ids, oldest first.
 */
final class DueQueue {
    private static final int FIRST = 64;

    private long[] times = new long[FIRST];
    private long[] ids = new long[FIRST];
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Is something due at {@code now}? */
    boolean hasDue(long now) {
        return size > 0 && times[0] <= now;
    }

    /** Second in which the first entry is due; {@link Long#MAX_VALUE} when empty. */
    long firstTime() {
        return size == 0 ? Long.MAX_VALUE : times[0];
    }

    void add(long time, long id) {
        if (size == times.length) {
            resize(size + (size >> 1));
        }
        int hole = size++;
        while (hole > 0) {
            int parent = (hole - 1) >> 1;
            if (!before(time, id, times[parent], ids[parent])) {
                break;
            }
            move(parent, hole);
            hole = parent;
        }
        times[hole] = time;
        ids[hole] = id;
    }

    /** Takes the entry that is due first and gives its id. */
    long poll() {
        if (size == 0) {
            throw new NoSuchElementException();
        }
        long first = ids[0];
        size--;
        sink(times[size], ids[size]);
        if (times.length > FIRST && size < times.length / 4) {
            resize(times.length / 2);
        }
        return first;
    }

    /** Makes everything due at {@code now} that is due later. */
    void advanceAllTo(long now) {
        // Cutting every time down to one value keeps parents at or before their children; only ids may be out of order
        // among the cut ones, which costs nothing but that order.
        for (int i = 0; i < size; i++) {
            times[i] = Math.min(times[i], now);
        }
    }

    private void sink(long time, long id) {
        int hole = 0;
        for (int child = 1; child < size; child = 2 * hole + 1) {
            if (child + 1 < size && before(times[child + 1], ids[child + 1], times[child], ids[child])) {
                child++;
            }
            if (!before(times[child], ids[child], time, id)) {
                break;
            }
            move(child, hole);
            hole = child;
        }
        times[hole] = time;
        ids[hole] = id;
    }

    private void move(int from, int to) {
        times[to] = times[from];
        ids[to] = ids[from];
    }

    private static boolean before(long time, long id, long otherTime, long otherId) {
        return time < otherTime || (time == otherTime && id < otherId);
    }

    private void resize(int length) {
        times = Arrays.copyOf(times, length);
        ids = Arrays.copyOf(ids, length);
    }
}
