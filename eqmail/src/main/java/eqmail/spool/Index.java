package eqmail.spool;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * All queued messages in primitive arrays: 61 bytes a message and 4 to 11 for the hash table, no object for any of them
 * (a million deferred messages are about 75 MB). Rows lie in slabs, so that growing copies nothing but the table of row
 * numbers. Not thread-safe: {@link Catalog} guards it.
 */
final class Index {
    private static final int SLAB_BITS = 12;
    private static final int SLAB = 1 << SLAB_BITS;
    private static final int FREE = -1;
    private static final int DELETED = -2;

    private final List<Slab> slabs = new ArrayList<>();
    /** Row numbers, open addressing with linear probing; FREE ends a probe, DELETED does not. */
    private int[] table = empty(64);

    private int size;
    /** Slots of the table that are not FREE. */
    private int used;
    /** Rows handed out so far, and the head of the list of those given back (linked through their first column). */
    private int rows;

    private int freeRow = -1;

    private static final class Slab {
        final long[] id = new long[SLAB];
        final long[] first = new long[SLAB];
        final long[] last = new long[SLAB];
        final long[] due = new long[SLAB];
        final long[] birth = new long[SLAB];
        final long[] localDue = new long[SLAB];
        final long[] remoteDue = new long[SLAB];
        final int[] size = new int[SLAB];
        final byte[] flags = new byte[SLAB];
    }

    int size() {
        return size;
    }

    boolean find(long id, Row into) {
        int slot = slot(id);
        if (slot < 0) {
            return false;
        }
        read(table[slot], into);
        return true;
    }

    /** Adds the row or replaces the one of the same id. */
    void put(Row row) {
        int slot = slot(row.id);
        if (slot >= 0) {
            write(table[slot], row);
            return;
        }
        if ((used + 1) * 4L > table.length * 3L) {
            rehash();
        }
        int number = takeRow();
        write(number, row);
        insert(row.id, number);
        size++;
    }

    void remove(long id) {
        int slot = slot(id);
        if (slot < 0) {
            return;
        }
        int number = table[slot];
        int next = (slot + 1) & (table.length - 1);
        if (table[next] == FREE) {
            table[slot] = FREE;
            used--;
        } else {
            table[slot] = DELETED;
        }
        Slab slab = slabs.get(number >>> SLAB_BITS);
        slab.id[number & (SLAB - 1)] = 0;
        slab.first[number & (SLAB - 1)] = freeRow;
        freeRow = number;
        size--;
    }

    /** Row numbers are below this; a reader that goes through them in parts misses only what is added meanwhile. */
    int rows() {
        return rows;
    }

    /** Reads row {@code number}; false when no message has it. */
    boolean row(int number, Row into) {
        if (slabs.get(number >>> SLAB_BITS).id[number & (SLAB - 1)] == 0) {
            return false;
        }
        read(number, into);
        return true;
    }

    /** Every id, in ascending order: the order in which they were given. */
    long[] ids() {
        long[] ids = new long[size];
        int n = 0;
        for (int number = 0; number < rows; number++) {
            long id = slabs.get(number >>> SLAB_BITS).id[number & (SLAB - 1)];
            if (id != 0) {
                ids[n++] = id;
            }
        }
        Arrays.sort(ids);
        return ids;
    }

    private void read(int number, Row into) {
        Slab slab = slabs.get(number >>> SLAB_BITS);
        int i = number & (SLAB - 1);
        into.id = slab.id[i];
        into.first = slab.first[i];
        into.last = slab.last[i];
        into.due = slab.due[i];
        into.birth = slab.birth[i];
        into.localDue = slab.localDue[i];
        into.remoteDue = slab.remoteDue[i];
        into.size = slab.size[i];
        into.flags = slab.flags[i];
        into.removed = false;
        into.restarted = false;
    }

    private void write(int number, Row row) {
        Slab slab = slabs.get(number >>> SLAB_BITS);
        int i = number & (SLAB - 1);
        slab.id[i] = row.id;
        slab.first[i] = row.first;
        slab.last[i] = row.last;
        slab.due[i] = row.due;
        slab.birth[i] = row.birth;
        slab.localDue[i] = row.localDue;
        slab.remoteDue[i] = row.remoteDue;
        slab.size[i] = row.size;
        slab.flags[i] = row.flags;
    }

    private int takeRow() {
        if (freeRow >= 0) {
            int number = freeRow;
            freeRow = (int) slabs.get(number >>> SLAB_BITS).first[number & (SLAB - 1)];
            return number;
        }
        if (rows == slabs.size() * SLAB) {
            slabs.add(new Slab());
        }
        return rows++;
    }

    /** The slot that holds {@code id}, or -1. */
    private int slot(long id) {
        int mask = table.length - 1;
        for (int slot = hash(id) & mask; ; slot = (slot + 1) & mask) {
            int number = table[slot];
            if (number == FREE) {
                return -1;
            }
            if (number != DELETED && slabs.get(number >>> SLAB_BITS).id[number & (SLAB - 1)] == id) {
                return slot;
            }
        }
    }

    private void insert(long id, int number) {
        int mask = table.length - 1;
        int slot = hash(id) & mask;
        while (table[slot] >= 0) {
            slot = (slot + 1) & mask;
        }
        used += table[slot] == FREE ? 1 : 0;
        table[slot] = number;
    }

    /** Drops the marks of removed rows; grows the table only when the living need it. */
    private void rehash() {
        int wanted = table.length;
        while ((size + 1) * 2L > wanted) {
            wanted *= 2;
        }
        table = empty(wanted);
        used = 0;
        for (int number = 0; number < rows; number++) {
            long id = slabs.get(number >>> SLAB_BITS).id[number & (SLAB - 1)];
            if (id != 0) {
                insert(id, number);
            }
        }
    }

    private static int[] empty(int length) {
        int[] table = new int[length];
        Arrays.fill(table, FREE);
        return table;
    }

    private static int hash(long id) {
        long h = id * 0x9E3779B97F4A7C15L;
        return (int) (h >>> 32);
    }
}
