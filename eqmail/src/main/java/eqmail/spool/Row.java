package eqmail.spool;

import eqmail.mail.MessageId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the index knows of one message, taken out of it to be looked at or changed.
 *
 * <p>The records of a message form a chain backwards from {@link #last} to {@link #first}, its message record. Due times
 * have a record of their own, {@link #due}, outside the chain: each such record replaces the one before, so a message that
 * is tried for a week leaves no trail that would keep old segments alive.
 */
final class Row {
    /** Due time of a channel that needs no further pass. */
    static final long NEVER = Long.MAX_VALUE;

    static final byte ROUTED = 1;
    /** The chain has records in segments other than those of {@link #first} and {@link #last}. */
    static final byte SPREAD = 2;
    /** Its text has a file of its own. */
    static final byte BIG = 4;

    long id;
    long first;
    long last;
    long due;
    long birth;
    long localDue = NEVER;
    long remoteDue = NEVER;
    int size;
    byte flags;
    /** Only outside the index: the message left the queue. */
    boolean removed;
    /** Only outside the index: its chain does not continue the one before. */
    boolean restarted;

    boolean is(byte flag) {
        return (flags & flag) != 0;
    }

    void set(byte flag, boolean on) {
        flags = (byte) (on ? flags | flag : flags & ~flag);
    }

    /** The chain grows by the record at {@code position}, which carries the due times too. */
    void advance(long position) {
        int segment = Position.segment(last);
        if (segment != Position.segment(first) && segment != Position.segment(position)) {
            set(SPREAD, true);
        }
        last = position;
        due = Position.NONE;
    }

    /** The chain is now the message record and the one at {@code position}. */
    void collapse(long position) {
        set(SPREAD, false);
        last = position;
        due = Position.NONE;
        restarted = true;
    }

    /** The message record at {@code position} holds all there is to know. */
    void restart(long position, int bytes) {
        collapse(position);
        first = position;
        size = bytes;
    }

    /** Takes over what a record with all of the state says: routed or not, and the due times. */
    void state(FieldReader in) throws BadRecord {
        set(ROUTED, false);
        localDue = NEVER;
        remoteDue = NEVER;
        while (in.next()) {
            state(in.tag(), in);
        }
    }

    private void state(int tag, FieldReader in) throws BadRecord {
        switch (tag) {
            case Tag.ROUTED -> set(ROUTED, true);
            case Tag.LOCAL_DUE -> localDue = in.int64();
            case Tag.REMOTE_DUE -> remoteDue = in.int64();
            case Tag.BIRTH -> birth = in.int64();
            case Tag.TEXT_FILE -> set(BIG, true);
            default -> {
                // Not in the row; load() reads it.
            }
        }
    }

    /** Takes over what a change says. */
    void change(FieldReader in) throws BadRecord {
        localDue = NEVER;
        remoteDue = NEVER;
        while (in.next()) {
            state(in.tag(), in);
        }
    }

    Row copy() {
        Row row = new Row();
        row.id = id;
        row.first = first;
        row.last = last;
        row.due = due;
        row.birth = birth;
        row.localDue = localDue;
        row.remoteDue = remoteDue;
        row.size = size;
        row.flags = flags;
        return row;
    }

    Summary summary() {
        return new Summary(
                new MessageId(id), Instant.ofEpochMilli(birth), is(ROUTED), instant(localDue), instant(remoteDue));
    }

    private static @Nullable Instant instant(long due) {
        return due == NEVER ? null : Instant.ofEpochMilli(due);
    }
}
