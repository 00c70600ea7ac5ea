package eqmail.send;

import java.util.NoSuchElementException;

/** First in, first out, of plain longs: message ids by the million without an object each. Not thread-safe. */
final class LongQueue {
    private static final int FIRST = 16;

    /** A ring; its length is a power of two. */
    private long[] ring = new long[FIRST];

    private int head;
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    void add(long value) {
        if (size == ring.length) {
            resize(ring.length * 2);
        }
        ring[(head + size++) & (ring.length - 1)] = value;
    }

    /** The oldest value. */
    long poll() {
        if (size == 0) {
            throw new NoSuchElementException();
        }
        long value = ring[head];
        head = (head + 1) & (ring.length - 1);
        size--;
        if (ring.length > FIRST && size < ring.length / 4) {
            resize(ring.length / 2);
        }
        return value;
    }

    private void resize(int length) {
        long[] wider = new long[length];
        for (int i = 0; i < size; i++) {
            wider[i] = ring[(head + i) & (ring.length - 1)];
        }
        ring = wider;
        head = 0;
    }
}
