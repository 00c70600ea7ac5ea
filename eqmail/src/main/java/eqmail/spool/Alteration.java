package eqmail.spool;

import eqmail.delivery.Channel;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Changes of one message. */
final class Alteration extends Entry {
    /** Both due times at the end of the record. */
    private static final int DUES = 2 * (FieldWriter.HEAD + 8);

    private final long id;
    private final Consumer<Alteration> over;

    // Once it is handed in, the writer's.
    private List<Change> changes;
    private byte[] fields;
    /** The changes of the same message before these, while nobody knows that they are durable. */
    private @Nullable Alteration before;

    /**
     * @param before the one before it of the same message, if that is on its way or failed; then its changes happened all
     *     the same (a delivery cannot be undone by a full disk) and are told again with these
     * @param over called when the changes are durable, or make no sense because the message is gone
     */
    Alteration(long id, @Nullable Alteration before, List<Change> changes, Consumer<Alteration> over) {
        this.id = id;
        this.before = before;
        this.over = over;
        this.changes = List.copyOf(changes);
        this.fields = encoded(this.changes);
    }

    private static byte[] encoded(List<Change> changes) {
        FieldWriter out = new FieldWriter(32);
        changes.forEach(change -> encode(change, out));
        return out.toBytes();
    }

    private static void encode(Change change, FieldWriter out) {
        switch (change) {
            case Change.Routed routed -> {
                out.flag(Tag.ROUTED);
                for (Recipient to : routed.recipients()) {
                    out.route(to);
                }
            }
            case Change.Done done -> out.int32(Tag.DONE, done.index());
            case Change.BounceNote note -> out.text(Tag.NOTE, note.text());
            case Change.BounceSent sent -> out.flag(Tag.BOUNCE_SENT);
            case Change.Removed removed -> out.flag(Tag.REMOVED);
            // Due times are written as they are after all changes.
            case Change.RetryAt retry -> {}
        }
    }

    long id() {
        return id;
    }

    @Override
    long most() {
        tellAgain();
        return RecordHeader.padded(fields.length + DUES);
    }

    private void tellAgain() {
        Deque<Change> all = new ArrayDeque<>(changes);
        for (Alteration lost = before; lost != null && lost.failed(); lost = lost.before) {
            lost.changes.reversed().forEach(all::addFirst);
            before = lost.before;
        }
        if (all.size() > changes.size()) {
            List<Change> told = List.copyOf(all);
            byte[] longer = encoded(told);
            if (longer.length < RecordHeader.MOST_PAYLOAD / 2) {
                changes = told;
                fields = longer;
            }
        }
    }

    @Override
    void write(Batch batch) throws IOException {
        Row row = batch.row(id);
        if (row == null) {
            throw new FileNotFoundException("message " + id + " is not queued");
        }
        changes.forEach(change -> reschedule(row, change));
        int type = type();
        long at = batch.record(type, id, row.last, fields, dues(row));
        switch (type) {
            case RecordHeader.REMOVED -> row.removed = true;
            case RecordHeader.DUE -> row.due = at;
            default -> row.advance(at);
        }
    }

    private int type() {
        boolean dueOnly = true;
        for (Change change : changes) {
            if (change instanceof Change.Removed) {
                return RecordHeader.REMOVED;
            }
            dueOnly &= change instanceof Change.RetryAt;
        }
        return dueOnly ? RecordHeader.DUE : RecordHeader.CHANGE;
    }

    private static void reschedule(Row row, Change change) {
        switch (change) {
            case Change.Routed routed -> {
                row.set(Row.ROUTED, true);
                row.localDue = has(routed, Channel.LOCAL) ? row.birth : Row.NEVER;
                row.remoteDue = has(routed, Channel.REMOTE) ? row.birth : Row.NEVER;
            }
            case Change.RetryAt(Channel channel, Instant time) -> due(row, channel, time.toEpochMilli());
            default -> {}
        }
    }

    private static boolean has(Change.Routed routed, Channel channel) {
        return routed.recipients().stream().anyMatch(to -> to.channel() == channel && !to.done());
    }

    private static void due(Row row, Channel channel, long time) {
        if (channel == Channel.LOCAL) {
            row.localDue = time;
        } else {
            row.remoteDue = time;
        }
    }

    /** Fields of the due times; a channel without one has none. */
    static byte[] dues(Row row) {
        FieldWriter out = new FieldWriter(DUES);
        if (row.localDue != Row.NEVER) {
            out.int64(Tag.LOCAL_DUE, row.localDue);
        }
        if (row.remoteDue != Row.NEVER) {
            out.int64(Tag.REMOTE_DUE, row.remoteDue);
        }
        return out.toBytes();
    }

    @Override
    void beforeSettled(@Nullable IOException why) {
        if (why == null) {
            before = null;
        }
        if (why == null || why instanceof FileNotFoundException) {
            over.accept(this);
        }
    }
}
