package eqmail.log;

/**
 * A log as qmail's programs write it: whole lines, in order, one write each. Lines are Latin-1 views without their LF.
 * A log that cannot be written is not a reason to stop mail, so no method throws.
 */
@FunctionalInterface
public interface Log {
    /** Writes {@code line} and LF. Safe for calls from many threads. */
    void line(String line);

    /**
     * Writes several lines at once, in order; {@code block} holds whole lines, each ended by LF. A busy writer saves a
     * system call a line.
     */
    default void lines(String block) {
        for (int from = 0; from < block.length(); ) {
            int lf = block.indexOf('\n', from);
            line(block.substring(from, lf));
            from = lf + 1;
        }
    }

    /** Drops everything; for parts of tests that are not about the log. */
    static Log none() {
        return line -> {};
    }

    /**
     * {@code text} as qmail-send's log shows foreign bytes: LF becomes {@code /}; {@code %} and every byte outside
     * 33..126 become {@code _} (qmail-send's logsafe).
     */
    static String safe(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            out.append(c == '\n' ? '/' : c < 33 || c > 126 || c == '%' ? '_' : c);
        }
        return out.toString();
    }

    /** {@code text} with control bytes as {@code ?}, so that a peer cannot forge lines or terminal commands. */
    static String printable(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isControl(text.charAt(i))) {
                StringBuilder out = new StringBuilder(text);
                for (int j = i; j < out.length(); j++) {
                    if (isControl(out.charAt(j))) {
                        out.setCharAt(j, '?');
                    }
                }
                return out.toString();
            }
        }
        return text;
    }

    private static boolean isControl(char c) {
        return c < 32 || c == 127;
    }
}
