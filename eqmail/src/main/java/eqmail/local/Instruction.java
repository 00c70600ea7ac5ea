package eqmail.local;

import eqmail.bytes.Latin1;
import java.util.ArrayList;
import java.util.List;

/** One line of a {@code .qmail} file (dot-qmail(5), delivery.md 8.2). */
sealed interface Instruction {
    /** Nothing to do: a comment, an empty line, a {@code +} line that is unknown. */
    record Nothing() implements Instruction {}

    /** The first line is empty: surely a mistake, so nothing is delivered. */
    record BlankFirstLine() implements Instruction {}

    /** Deliver into the maildir {@code name}, which ends in {@code /}. */
    record ToMaildir(String name) implements Instruction {}

    /** Append to the mbox file {@code name}. */
    record ToMbox(String name) implements Instruction {}

    /** Feed to the shell command {@code command}. */
    record ToProgram(String command) implements Instruction {}

    /** Send on to {@code address}. */
    record Forward(String address) implements Instruction {}

    /** From here on only forwards are allowed. */
    record ForwardOnly() implements Instruction {}

    /** The instructions of {@code text}, whose last line need not be finished. */
    static List<Instruction> parse(String text) {
        List<Instruction> out = new ArrayList<>();
        for (int from = 0; from < text.length() || from == 0; ) {
            int lf = text.indexOf('\n', from);
            int end = lf < 0 ? text.length() : lf;
            out.add(ofLine(text.substring(from, blanksBefore(text, from, end)), from == 0));
            from = end + 1;
        }
        return out;
    }

    private static Instruction ofLine(String line, boolean first) {
        char kind = line.isEmpty() ? 0 : line.charAt(0);
        return switch (kind) {
            case 0 -> first ? new BlankFirstLine() : new Nothing();
            case '#' -> new Nothing();
            case '.', '/' -> line.endsWith("/") ? new ToMaildir(line) : new ToMbox(line);
            case '|' -> new ToProgram(line.substring(1));
            case '+' -> Latin1.cString(line).equals("+list") ? new ForwardOnly() : new Nothing();
            case '&' -> new Forward(line.substring(1));
            default -> new Forward(line);
        };
    }

    private static int blanksBefore(String text, int from, int end) {
        int i = end;
        while (i > from && (text.charAt(i - 1) == ' ' || text.charAt(i - 1) == '\t')) {
            i--;
        }
        return i;
    }
}
