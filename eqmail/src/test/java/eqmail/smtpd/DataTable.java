package eqmail.smtpd;

/**
 * The table of network.md 2.7, byte by byte and as plainly as it stands there: what the fast reader is measured by.
 */
final class DataTable {
    private final StringBuilder text = new StringBuilder();
    private int state = 1;
    private boolean ended;
    private boolean stray;
    private int used;

    /** Reads {@code raw} up to the end of data, a stray LF, or its end. */
    static DataTable read(String raw) {
        DataTable table = new DataTable();
        while (table.used < raw.length() && !table.ended && !table.stray) {
            table.step(raw.charAt(table.used++));
        }
        return table;
    }

    /** The decoded text so far; a CR or dot that is not decided yet is not in it. */
    String text() {
        return text.toString();
    }

    /** Did CR LF dot CR LF come? */
    boolean ended() {
        return ended;
    }

    /** Did an LF come without a CR? */
    boolean stray() {
        return stray;
    }

    /** How many bytes of the input belong to this message. */
    int used() {
        return used;
    }

    private void step(char c) {
        switch (state) {
            case 0 -> inLine(c);
            case 1 -> {
                if (c == '.') {
                    state = 2;
                } else {
                    inLine(c);
                }
            }
            case 2 -> {
                if (c == '\r') {
                    state = 3;
                } else if (c == '\n') {
                    stray = true;
                } else {
                    put(c);
                }
            }
            case 3 -> {
                if (c == '\n') {
                    ended = true;
                } else {
                    text.append(".\r");
                    orPending(c);
                }
            }
            default -> {
                if (c == '\n') {
                    text.append('\n');
                    state = 1;
                } else {
                    text.append('\r');
                    orPending(c);
                }
            }
        }
    }

    private void inLine(char c) {
        if (c == '\n') {
            stray = true;
        } else {
            orPending(c);
        }
    }

    private void orPending(char c) {
        if (c == '\r') {
            state = 4;
        } else {
            put(c);
        }
    }

    private void put(char c) {
        text.append(c);
        state = 0;
    }
}
