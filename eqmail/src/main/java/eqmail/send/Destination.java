package eqmail.send;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.NoSuchElementException;

/**
 * Everything that wants to go to one place. Messages take turns, so that a list with a hundred thousand recipients and a
 * single letter go on side by side.
 */
final class Destination {
    final String key;
    /** Deliveries under way. */
    int running;
    /** Recipients waiting here in memory. */
    int waiting;
    /** Parked messages that are being read back. */
    int opening;
    /** Messages with nothing in memory, to be opened when this destination has room again; oldest first. */
    final LongQueue parked = new LongQueue();

    private final Deque<Share> shares = new ArrayDeque<>(2);

    Destination(String key) {
        this.key = key;
    }

    void add(Pass pass, int index) {
        Share last = shares.peekLast();
        if (last == null || last.pass != pass) {
            last = new Share(pass);
            shares.addLast(last);
        }
        last.add(index);
        waiting++;
    }

    /** Takes the next recipient of the message whose turn it is. */
    Delivery next(long number) {
        Share share = shares.pollFirst();
        if (share == null) {
            throw new NoSuchElementException();
        }
        Delivery delivery = new Delivery(number, share.pass, share.take(), this);
        if (!share.isEmpty()) {
            shares.addLast(share);
        }
        waiting--;
        running++;
        return delivery;
    }

    /** Messages that wait here in memory. */
    int messages() {
        return shares.size();
    }

    boolean unused() {
        return running + waiting + opening == 0 && parked.isEmpty();
    }

    /** What one pass still wants here: indices of recipients, in order. */
    private static final class Share {
        private final Pass pass;
        private int[] indices = new int[1];
        private int from;
        private int to;

        Share(Pass pass) {
            this.pass = pass;
        }

        void add(int index) {
            if (to == indices.length) {
                indices = Arrays.copyOf(indices, to * 2);
            }
            indices[to++] = index;
        }

        int take() {
            return indices[from++];
        }

        boolean isEmpty() {
            return from == to;
        }
    }
}
