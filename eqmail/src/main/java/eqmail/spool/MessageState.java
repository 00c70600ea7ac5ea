package eqmail.spool;

import eqmail.delivery.Channel;
import eqmail.mail.BodyForm;
import eqmail.mail.Envelope;
import java.util.ArrayList;
import java.util.List;

/** A message as its records tell it, oldest first: what was accepted, and what happened since. */
final class MessageState {
    private String sender = "";
    private final List<String> recipients = new ArrayList<>();
    private final List<Recipient> routing = new ArrayList<>();
    private final StringBuilder notes = new StringBuilder();
    /** Accepted fields but for the text, as they came. */
    private final FieldWriter accepted = new FieldWriter(256);
    /** Fields of changes that this version does not know. */
    private final FieldWriter unknown = new FieldWriter(0);

    long birth;
    int uid;
    long size;
    BodyForm form = BodyForm.UNIX;
    boolean routed;
    /** Does the text have a file of its own? */
    boolean big;

    /** Number of a recipient that was done without being in the routing; -1 if there was none. */
    int stray = -1;

    long textLength;
    int textCrc;
    /** Offset of the text in the segment's file, unless it is {@link #big}. */
    long textOffset;

    /** Reads the message record, the first of the chain. */
    void message(StoredRecord record) throws BadRecord {
        FieldReader in = new FieldReader(record.payload());
        while (in.next()) {
            switch (in.tag()) {
                case Tag.TEXT -> {
                    textOffset = record.fileOffset(in.start());
                    textLength = in.length();
                }
                case Tag.TEXT_FILE -> {
                    big = true;
                    textLength = in.numberAt(0, 8);
                    textCrc = (int) in.numberAt(8, 4);
                }
                default -> {
                    if (in.tag() < Tag.FIRST_STATE) {
                        accepted.raw(in.tag(), in.raw());
                        accepted(in);
                    } else {
                        changed(in);
                    }
                }
            }
        }
    }

    /** Reads a later record of the chain. */
    void change(StoredRecord record) throws BadRecord {
        if (record.header().type() == RecordHeader.STATE) {
            routed = false;
            routing.clear();
            notes.setLength(0);
            unknown.clear();
        }
        FieldReader in = new FieldReader(record.payload());
        while (in.next()) {
            changed(in);
        }
    }

    private void accepted(FieldReader in) throws BadRecord {
        switch (in.tag()) {
            case Tag.SENDER -> sender = in.text();
            case Tag.RECIPIENT -> recipients.add(in.text());
            case Tag.BIRTH -> birth = in.int64();
            case Tag.UID -> uid = in.int32();
            case Tag.SIZE -> size = in.int64();
            case Tag.FORM -> form = Letters.form(in.int8());
            default -> {
                // Kept among the accepted fields; nobody asks for it yet.
            }
        }
    }

    private void changed(FieldReader in) throws BadRecord {
        switch (in.tag()) {
            case Tag.ROUTED -> {
                routed = true;
                routing.clear();
            }
            case Tag.ROUTE -> {
                Channel channel = Letters.channel(in.byteAt(0));
                routing.add(new Recipient(channel, in.textFrom(2), in.byteAt(1) == 1));
            }
            case Tag.DONE -> done(in.int32());
            case Tag.NOTE -> notes.append(in.text());
            case Tag.BOUNCE_SENT -> notes.setLength(0);
            case Tag.LOCAL_DUE, Tag.REMOTE_DUE -> {
                // The row has the newest.
            }
            default -> unknown.raw(in.tag(), in.raw());
        }
    }

    /** A number outside the routing says nothing about anybody: {@code eqmail spool check} tells of it. */
    private void done(int index) {
        if (index >= 0 && index < routing.size()) {
            Recipient to = routing.get(index);
            routing.set(index, new Recipient(to.channel(), to.address(), true));
        } else {
            stray = index & Integer.MAX_VALUE;
        }
    }

    Envelope envelope() {
        return new Envelope(sender, recipients);
    }

    List<Recipient> routing() {
        return routing;
    }

    String notes() {
        return notes.toString();
    }

    /** What happened, without the due times, as fields. */
    byte[] changes() {
        FieldWriter out = new FieldWriter(64 + notes.length() + 64 * routing.size());
        if (routed) {
            out.flag(Tag.ROUTED);
            for (Recipient to : routing) {
                out.route(to);
            }
        }
        if (!notes.isEmpty()) {
            out.text(Tag.NOTE, notes.toString());
        }
        return out.append(unknown).toBytes();
    }

    /**
     * A message record with all of this.
     *
     * @param payload of the message record that was read
     * @param dues fields of the due times
     */
    byte[] message(byte[] payload, byte[] dues) throws BadRecord {
        byte[] changes = changes();
        FieldWriter out = new FieldWriter(payload.length + changes.length + dues.length);
        out.append(accepted).fields(changes).fields(dues);
        FieldReader in = new FieldReader(payload);
        while (in.next()) {
            if (in.tag() == Tag.TEXT || in.tag() == Tag.TEXT_FILE) {
                out.raw(in.tag(), in.raw());
            }
        }
        return out.toBytes();
    }
}
