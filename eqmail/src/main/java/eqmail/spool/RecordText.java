package eqmail.spool;

import eqmail.delivery.Channel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Records in words, as {@code eqmail spool dump} prints them. Bytes that are not printable appear as {@code \ooo}. */
final class RecordText {
    private RecordText() {}

    /** The first line of a record that stands at {@code position}. */
    static String head(long position, RecordHeader header) {
        String name = Position.text(position) + "  " + RecordHeader.name(header.type());
        if (header.type() == RecordHeader.IDS) {
            return name + " below " + header.id();
        }
        String after = header.previous() == Position.NONE ? "" : "  after " + Position.text(header.previous());
        return name + " " + header.id() + after;
    }

    /**
     * A line for each field.
     *
     * @throws BadRecord when these bytes are no fields
     */
    static List<String> fields(byte[] payload) throws BadRecord {
        List<String> lines = new ArrayList<>();
        FieldReader in = new FieldReader(payload);
        while (in.next()) {
            String value = value(in);
            lines.add(Tag.name(in.tag()) + (value.isEmpty() ? "" : " " + value));
        }
        return lines;
    }

    private static String value(FieldReader in) throws BadRecord {
        return switch (in.tag()) {
            case Tag.SENDER, Tag.RECIPIENT -> "<" + printable(in.text()) + ">";
            case Tag.BIRTH, Tag.LOCAL_DUE, Tag.REMOTE_DUE ->
                Instant.ofEpochMilli(in.int64()).toString();
            case Tag.UID -> Integer.toUnsignedString(in.int32());
            case Tag.SIZE -> in.int64() + " bytes";
            case Tag.FORM -> Letters.form(in.int8()).name().toLowerCase(Locale.ROOT);
            case Tag.TEXT -> in.length() + " bytes";
            case Tag.TEXT_FILE ->
                in.numberAt(0, 8) + " bytes, CRC32C " + String.format(Locale.ROOT, "%08x", in.numberAt(8, 4));
            case Tag.ROUTE -> route(in);
            case Tag.DONE -> Integer.toString(in.int32());
            default -> printable(in.text());
        };
    }

    private static String route(FieldReader in) throws BadRecord {
        Channel channel = Letters.channel(in.byteAt(0));
        String done = in.byteAt(1) == 1 ? " done" : "";
        return channel.word() + " <" + printable(in.textFrom(2)) + ">" + done;
    }

    private static String printable(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '\\') {
                out.append(String.format(Locale.ROOT, "\\%03o", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
