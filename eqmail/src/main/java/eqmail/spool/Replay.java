package eqmail.spool;

import eqmail.mail.MessageId;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Applies records to the catalog in the order of the log, as the writer did when it wrote them. A record that does not
 * continue the chain as far as it is known says nothing that can be trusted and is left out, with one exception: a removal
 * always counts, because it is only ever written when nothing is left to do.
 */
final class Replay {
    private final Catalog catalog;
    private final int epoch;
    /** Ids of {@link #epoch} below this count may have been given. */
    private long nextCount = 1;

    private final Set<Long> broken = new HashSet<>();

    Replay(Catalog catalog, int epoch) {
        this.catalog = catalog;
        this.epoch = epoch;
    }

    long nextCount() {
        return nextCount;
    }

    /** What the checkpoint says of ids counts too. */
    void atLeast(Checkpoint checkpoint) {
        if (checkpoint.epoch() == epoch) {
            atLeast(checkpoint.nextCount());
        }
    }

    private void atLeast(long count) {
        nextCount = Math.max(nextCount, count);
    }

    /** Queued messages of which a change was left out. */
    Set<Long> broken() {
        return broken;
    }

    void apply(long position, RecordHeader header, byte[] payload) throws IOException {
        if (header.type() == RecordHeader.IDS) {
            seen(header.id(), 0);
            return;
        }
        seen(header.id(), 1);
        Row row = catalog.find(header.id());
        switch (header.type()) {
            case RecordHeader.MESSAGE -> message(row, position, header, payload);
            case RecordHeader.REMOVED -> {
                if (row != null) {
                    catalog.forget(row.id);
                    broken.remove(row.id);
                }
            }
            case RecordHeader.CHANGE, RecordHeader.DUE, RecordHeader.STATE -> {
                if (row != null) {
                    changed(row, position, header, payload);
                }
            }
            // Whole, so it is no damage: whoever wrote it knows more than we do.
            default -> throw new IOException("record type " + header.type() + " needs a newer version");
        }
    }

    private void seen(long id, int after) {
        MessageId seen = new MessageId(id);
        if (seen.epoch() == epoch) {
            atLeast(id - MessageId.of(epoch, 0).value() + after);
        }
    }

    private void message(@Nullable Row before, long position, RecordHeader header, byte[] payload) throws BadRecord {
        if (before != null && before.first >= position) {
            return;
        }
        Row row = new Row();
        row.id = header.id();
        row.restart(position, (int) RecordHeader.padded(header.length()));
        row.state(new FieldReader(payload));
        broken.remove(row.id);
        catalog.restore(row);
    }

    private void changed(Row row, long position, RecordHeader header, byte[] payload) throws BadRecord {
        if (position <= Math.max(row.last, row.due)) {
            // A checkpoint that was made while the writer went on knows it already.
            return;
        }
        if (!continues(row, header)) {
            broken.add(row.id);
            return;
        }
        FieldReader in = new FieldReader(payload);
        switch (header.type()) {
            case RecordHeader.DUE -> {
                row.change(in);
                row.due = position;
            }
            case RecordHeader.STATE -> {
                row.state(in);
                row.collapse(position);
                broken.remove(row.id);
            }
            default -> {
                row.change(in);
                row.advance(position);
            }
        }
        catalog.restore(row);
    }

    /** Due times do not hang on what was recorded before. */
    private static boolean continues(Row row, RecordHeader header) {
        return switch (header.type()) {
            case RecordHeader.DUE -> true;
            case RecordHeader.STATE -> header.previous() == row.first;
            default -> header.previous() == row.last;
        };
    }
}
