package eqmail.house;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table of rooms in ARCHITECTURE.md. */
final class Rooms {
    /** Rooms of this row are the programs, which never use one another. */
    static final int PROGRAMS = 8;

    private static final Pattern ROW = Pattern.compile("^\\| (\\d+) \\| ([^|]+) \\|", Pattern.MULTILINE);
    private static final Pattern ROOM = Pattern.compile("`([a-z0-9]+)`");

    private Rooms() {}

    /** Room to row. A room that stands twice is an error. */
    static Map<String, Integer> table() {
        return parse(Tree.text("ARCHITECTURE.md"));
    }

    static Map<String, Integer> parse(String text) {
        Map<String, Integer> rows = new HashMap<>();
        for (Matcher row = ROW.matcher(text); row.find(); ) {
            int number = Integer.parseInt(row.group(1));
            for (Matcher room = ROOM.matcher(row.group(2)); room.find(); ) {
                if (rows.put(room.group(1), number) != null) {
                    throw new IllegalStateException("room " + room.group(1) + " stands in two rows");
                }
            }
        }
        return rows;
    }

    /** {@code eqmail.spp.stock.Greylist} lies in room {@code spp}. */
    static String of(String className) {
        String[] parts = className.split("\\.", 3);
        return parts.length < 3 ? "" : parts[1];
    }

    /** May code of {@code user} mention a class of {@code used}? */
    static boolean allows(Map<String, Integer> rows, String user, String used) {
        return user.equals(used) || rows.getOrDefault(user, 0) > rows.getOrDefault(used, 0);
    }
}
