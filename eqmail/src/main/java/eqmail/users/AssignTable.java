package eqmail.users;

import eqmail.bytes.Latin1;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The text of {@code users/assign} turned into the records of {@code users/cdb} (delivery.md 7.3, qmail-users(5)).
 *
 * @param records in the order of the file, the list of wildcard bytes under the empty key last
 */
record AssignTable(List<Pair> records) {
    /** Colons behind the name that a line must have. */
    private static final int FIELDS = 6;

    /** One record. */
    record Pair(String key, String data) {}

    AssignTable {
        records = List.copyOf(records);
    }

    /** The records of {@code text}; empty if its format is bad. */
    static Optional<AssignTable> parse(String text) {
        List<Pair> records = new ArrayList<>();
        StringBuilder wildcards = new StringBuilder();
        for (int from = 0; !text.startsWith(".", from); ) {
            int lf = text.indexOf('\n', from);
            if (lf < 0) {
                return Optional.empty();
            }
            String line = text.substring(from, lf);
            int colon = line.indexOf(':');
            Optional<String> data = line.indexOf('\0') >= 0 || colon <= 0 ? Optional.empty() : data(line, colon + 1);
            if (data.isEmpty()) {
                return Optional.empty();
            }
            boolean prefix = line.startsWith("+");
            String name = line.substring(1, colon);
            records.add(new Pair("!" + Latin1.lower(name) + (prefix ? "" : "\0"), data.get()));
            if (prefix && !name.isEmpty()) {
                addOnce(wildcards, name.charAt(name.length() - 1));
            }
            from = lf + 1;
        }
        records.add(new Pair("", wildcards.toString()));
        return Optional.of(new AssignTable(records));
    }

    /** What lies between {@code from} and the sixth colon from there, colons as NULs; empty with fewer colons. */
    private static Optional<String> data(String line, int from) {
        int end = from - 1;
        for (int i = 0; i < FIELDS; i++) {
            end = line.indexOf(':', end + 1);
            if (end < 0) {
                return Optional.empty();
            }
        }
        return Optional.of(line.substring(from, end).replace(':', '\0'));
    }

    private static void addOnce(StringBuilder wildcards, char last) {
        if (wildcards.indexOf(String.valueOf(last)) < 0) {
            wildcards.append(last);
        }
    }
}
