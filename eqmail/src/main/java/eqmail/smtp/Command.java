package eqmail.smtp;

import eqmail.bytes.Latin1;

/**
 * One command line as qmail's servers take it apart (commands.c; network.md 1.2).
 *
 * @param verb text up to the first space, as it came; empty for an empty line or one that starts with a space
 * @param argument what follows the verb and all spaces after it; trailing spaces stay
 */
public record Command(String verb, String argument) {
    /**
     * Longest command line in bytes, line end not counted. RFC 5321 4.5.3.1.4 asks for 512 and RFC 4954 for 12288;
     * the original has no limit, and 64 KiB leaves room for any honest command without letting a peer fill memory.
     */
    public static final int LONGEST_LINE = 64 * 1024;

    /**
     * Takes a line apart. One CR before the line end is dropped, and a NUL ends the line as it ends a C string; a tab
     * does not end the verb.
     *
     * @param line without its LF
     */
    public static Command parse(String line) {
        String text = Latin1.cString(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
        int space = text.indexOf(' ');
        if (space < 0) {
            return new Command(text, "");
        }
        int start = space;
        while (start < text.length() && text.charAt(start) == ' ') {
            start++;
        }
        return new Command(text.substring(0, space), text.substring(start));
    }

    /** The verb with A to Z in lower case; verbs are compared so. */
    public String name() {
        return Latin1.lower(verb);
    }
}
