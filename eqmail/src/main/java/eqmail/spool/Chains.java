package eqmail.spool;

import eqmail.mail.MessageId;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Set;
import java.util.TreeSet;

/** Reads the chain of records of one message, and no other record. */
final class Chains {
    private final Catalog catalog;

    Chains(Catalog catalog) {
        this.catalog = catalog;
    }

    /**
     * The state of a queued message and the row it was read for.
     *
     * @param row its row at that moment
     * @param first its message record
     * @param state all its records say, up to the damaged one
     * @param damaged position of a damaged record, {@link Position#NONE} if there is none
     */
    record Loaded(Row row, StoredRecord first, MessageState state, long damaged) {
        Stored stored(Texts texts) {
            return new Stored(
                    new MessageId(row.id),
                    state.envelope(),
                    Instant.ofEpochMilli(state.birth),
                    state.uid,
                    state.routing(),
                    state.routed,
                    state.notes(),
                    new SegmentBody(texts, row.id, state, Texts.Place.of(this)));
        }

        /** The message in one record, text and all. */
        Rewrite moved() throws BadRecord {
            return new Rewrite(RecordHeader.MESSAGE, row, state.message(first.payload(), Alteration.dues(row)));
        }

        /** Its state in one record. */
        Rewrite collapsed() {
            byte[] changes = state.changes();
            byte[] dues = state.routed ? Alteration.dues(row) : new byte[0];
            byte[] all = Arrays.copyOf(changes, changes.length + dues.length);
            System.arraycopy(dues, 0, all, changes.length, dues.length);
            return new Rewrite(RecordHeader.STATE, row, all);
        }
    }

    /**
     * Reads message {@code id}.
     *
     * @throws FileNotFoundException when it is not queued
     * @throws BadRecord when a record of it is damaged
     */
    Loaded load(long id) throws IOException {
        Row before = null;
        while (true) {
            Row row = catalog.find(id);
            if (row == null) {
                throw new FileNotFoundException("message " + id + " is not queued");
            }
            if (before != null && before.first == row.first && before.last == row.last) {
                throw new BadRecord("a segment of message " + id + " is missing");
            }
            try {
                return read(row);
            } catch (SegmentGone moved) {
                // Segments go only after the rows that named them changed: look again.
                before = row;
            }
        }
    }

    /** A segment that the row named is not there any more. */
    private static final class SegmentGone extends Exception {
        private static final long serialVersionUID = 1;
    }

    private Loaded read(Row row) throws IOException, SegmentGone {
        Deque<StoredRecord> oldestFirst = new ArrayDeque<>();
        long damaged = Position.NONE;
        long at = row.last;
        while (at != row.first) {
            long previous = row.first;
            try {
                StoredRecord record = record(row.id, at);
                previous = record.header().previous();
                if (record.whole()) {
                    oldestFirst.push(record);
                } else {
                    damaged = at;
                }
            } catch (BadRecord nothingThere) {
                damaged = at;
            }
            if (damaged == at) {
                // What was recorded after it may hang on it.
                oldestFirst.clear();
            }
            if (previous >= at || previous < row.first) {
                throw new BadRecord("record at " + Position.text(at) + " points to " + Position.text(previous));
            }
            at = previous;
        }
        StoredRecord first = record(row.id, at);
        MessageState state = new MessageState();
        state.message(first);
        for (StoredRecord change : oldestFirst) {
            state.change(change);
        }
        return new Loaded(row, first, state, damaged);
    }

    private StoredRecord record(long id, long position) throws IOException, SegmentGone {
        Segment segment = catalog.segments().hold(Position.segment(position));
        if (segment == null) {
            throw new SegmentGone();
        }
        try {
            StoredRecord record = StoredRecord.read(segment.file, segment.header.mark(), position);
            if (record.header().id() != id) {
                throw new BadRecord("record at " + Position.text(position) + " is of another message");
            }
            return record;
        } finally {
            catalog.segments().release(segment);
        }
    }

    /** Segments between the ends of the chain of {@code row}: neither that of its first nor of its last record. */
    Set<Integer> middles(Row row) throws IOException {
        Set<Integer> numbers = new TreeSet<>();
        for (long at = row.last; at > row.first; ) {
            numbers.add(Position.segment(at));
            try {
                at = record(row.id, at).header().previous();
            } catch (SegmentGone gone) {
                throw new BadRecord("segment of the record at " + Position.text(at) + " is missing");
            }
        }
        numbers.remove(Position.segment(row.first));
        numbers.remove(Position.segment(row.last));
        return numbers;
    }
}
