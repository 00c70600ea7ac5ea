package eqmail.spool;

import java.io.IOException;

/**
 * What is known of a message, written anew somewhere else: the whole of it, its state, or its due times. Void when the
 * message changed since it was read.
 */
final class Rewrite extends Entry {
    private final int type;
    private final Row expected;
    private final byte[] fields;

    /**
     * @param type {@link RecordHeader#MESSAGE}, {@link RecordHeader#STATE} or {@link RecordHeader#DUE}
     * @param expected row that it was read by
     * @param fields payload
     */
    Rewrite(int type, Row expected, byte[] fields) {
        this.type = type;
        this.expected = expected;
        this.fields = fields;
    }

    @Override
    long most() {
        return RecordHeader.padded(fields.length);
    }

    @Override
    void write(Batch batch) throws IOException {
        Row row = batch.row(expected.id);
        if (row == null || row.first != expected.first || row.last != expected.last || row.due != expected.due) {
            throw new Overtaken();
        }
        switch (type) {
            case RecordHeader.MESSAGE -> {
                long at = batch.record(type, row.id, Position.NONE, fields);
                row.state(new FieldReader(fields));
                row.restart(at, (int) RecordHeader.padded(fields.length));
            }
            case RecordHeader.STATE -> {
                long at = batch.record(type, row.id, row.first, fields);
                row.state(new FieldReader(fields));
                row.collapse(at);
            }
            default -> row.due = batch.record(type, row.id, row.last, fields);
        }
    }

    /** The message changed or left; it may be read and tried again. */
    static final class Overtaken extends IOException {
        private static final long serialVersionUID = 1;

        Overtaken() {
            super("changed meanwhile");
        }
    }
}
