package eqmail.dkim;

import eqmail.bytes.ByteInput;
import eqmail.bytes.Latin1;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The header of a message as DKIM sees it: fields as they are written, in their order. */
final class HeaderBlock {
    /** A header is held in memory and hashed once for each signature. Mail of people has a few kilobytes. */
    static final int MOST_BYTES = 1024 * 1024;

    /** As above; lines without end are an attack or no mail. */
    static final int MOST_FIELDS = 2000;

    /**
     * One field.
     *
     * @param place which one it is from the top, so that no two are equal
     * @param name in lower case; empty for a line that is no field
     * @param raw all of it in unix form, without the last line end
     */
    record Field(int place, String name, String raw) {
        /** One that is to stand above the header. */
        static Field above(String raw) {
            return of(-1, raw);
        }

        private static Field of(int place, String raw) {
            int colon = raw.indexOf(':');
            String name = colon < 0 ? "" : Latin1.lower(raw.substring(0, colon)).stripTrailing();
            return new Field(place, name, raw);
        }

        /** What stands behind the colon. */
        String value() {
            return raw.substring(raw.indexOf(':') + 1);
        }
    }

    private final List<Field> fields;

    private HeaderBlock(List<Field> fields) {
        this.fields = fields;
    }

    /**
     * Reads a message in unix form up to and with the empty line after its header; what follows is left unread.
     *
     * @throws Unverifiable if the header is larger than {@link #MOST_BYTES} or {@link #MOST_FIELDS}
     */
    static HeaderBlock read(ByteInput in) throws IOException, Unverifiable {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        boolean lineStart = true;
        while (in.fill()) {
            byte[] bytes = in.array();
            int from = in.position();
            if (lineStart && bytes[from] == '\n') {
                in.consumeTo(from + 1);
                break;
            }
            int end = lineEnd(bytes, from, in.limit());
            text.write(bytes, from, end - from);
            in.consumeTo(end);
            lineStart = bytes[end - 1] == '\n';
            if (text.size() > MOST_BYTES) {
                throw new Unverifiable(Fault.HEADER_TOO_LONG);
            }
        }
        return parse(Latin1.string(text.toByteArray()));
    }

    private static int lineEnd(byte[] bytes, int from, int limit) {
        int at = from;
        while (at < limit && bytes[at] != '\n') {
            at++;
        }
        return Math.min(at + 1, limit);
    }

    private static HeaderBlock parse(String text) throws Unverifiable {
        List<Field> fields = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            while (end >= 0 && end + 1 < text.length() && " \t".indexOf(text.charAt(end + 1)) >= 0) {
                end = text.indexOf('\n', end + 1);
            }
            int stop = end < 0 ? text.length() : end;
            fields.add(Field.of(fields.size(), text.substring(start, stop)));
            if (fields.size() > MOST_FIELDS) {
                throw new Unverifiable(Fault.HEADER_TOO_LONG);
            }
            start = stop + 1;
        }
        return new HeaderBlock(fields);
    }

    /** The fields of that name, which is in lower case, from the top. */
    List<Field> named(String name) {
        return fields.stream().filter(field -> field.name().equals(name)).toList();
    }

    /** The domain in the first From field, as a log may show it: what follows the first {@code @}; empty without one. */
    String author() {
        String from = named("from").stream().findFirst().map(Field::value).orElse("");
        int start = from.indexOf('@') + 1;
        int end = start;
        while (end < from.length() && " \t\n>,;)\"".indexOf(from.charAt(end)) < 0) {
            end++;
        }
        return start == 0 ? "" : from.substring(start, end);
    }

    /** How often that name, in lower case, occurs. */
    int count(String name) {
        return named(name).size();
    }

    /**
     * What is signed: for each of {@code names}, in lower case, the lowest field of that name not taken yet, or nothing
     * (RFC 6376 5.4.2); then {@code signature} itself without its value.
     *
     * @param signature the signature's own field; the one in this header, if it is there, is never taken
     * @param empty the same field with an empty b=
     */
    byte[] signedText(Canon canon, List<String> names, Field signature, String empty) {
        Map<String, Deque<Field>> left = new HashMap<>();
        for (Field field : fields) {
            if (!field.equals(signature)) {
                left.computeIfAbsent(field.name(), any -> new ArrayDeque<>()).push(field);
            }
        }
        StringBuilder out = new StringBuilder();
        for (String name : names) {
            Deque<Field> same = left.get(name);
            if (same != null && !same.isEmpty()) {
                canon.field(same.pop().raw(), out);
                out.append("\r\n");
            }
        }
        canon.field(empty, out);
        return Latin1.bytes(out.toString());
    }
}
