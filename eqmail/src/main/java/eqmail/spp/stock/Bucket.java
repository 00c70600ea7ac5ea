package eqmail.spp.stock;

import eqmail.spp.stock.SlotTable.Slot;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;

/** Some slots of a {@link SlotFile} as they were read at a moment. */
final class Bucket {
    static final int SLOTS = 8;
    static final int HASH_BYTES = 16;
    static final int SLOT_BYTES = HASH_BYTES + 2 * Long.BYTES;
    static final int BYTES = SLOTS * SLOT_BYTES;

    /** Nobody remembers for so long; such a slot is damage. */
    private static final long TOO_LONG = Duration.ofDays(1000).toMillis();

    private final byte[] bytes;
    private final long now;

    /** {@code bytes} as read at {@code now}, milliseconds since 1970. */
    Bucket(byte[] bytes, long now) {
        this.bytes = bytes;
        this.now = now;
    }

    Slot slot(int index) {
        ByteBuffer slot = ByteBuffer.wrap(bytes, index * SLOT_BYTES + HASH_BYTES, 2 * Long.BYTES);
        return new Slot(slot.getLong(), slot.getLong());
    }

    /** The slot of a text, by the first bytes of its hash, unless its time is over; -1 if there is none. */
    int find(byte[] hash) {
        for (int i = 0; i < SLOTS; i++) {
            int start = i * SLOT_BYTES;
            boolean same = Arrays.equals(bytes, start, start + HASH_BYTES, hash, 0, HASH_BYTES);
            if (same && worth(i) > 0) {
                return i;
            }
        }
        return -1;
    }

    /** The slot that is missed least: one whose time is over, else the one that is nearest to its end. */
    int poorest() {
        int poorest = 0;
        for (int i = 1; i < SLOTS; i++) {
            if (worth(i) < worth(poorest)) {
                poorest = i;
            }
        }
        return poorest;
    }

    /** Milliseconds for which a slot still means something; 0 if it does not. */
    private long worth(int index) {
        long left = slot(index).until() - now;
        return left <= 0 || left > TOO_LONG ? 0 : left;
    }
}
