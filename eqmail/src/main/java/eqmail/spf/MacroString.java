package eqmail.spf;

import eqmail.bytes.Latin1;
import java.util.ArrayList;
import java.util.List;

/**
 * Text with macros (RFC 7208 7), checked and cut into parts.
 *
 * @param parts in order
 * @param tail what stands behind the last macro, as it was written; it decides whether the text can be a name
 */
record MacroString(List<Macro> parts, String tail) {
    /**
     * Longest text that macros may become. Names need 253 bytes and an explanation one line; a record full of macros and
     * a long sender could make gigabytes.
     */
    static final int LONGEST = 16_384;

    private static final String EVERYWHERE = "slodiphv";
    private static final String IN_EXPLANATIONS = EVERYWHERE + "crt";
    private static final String DELIMITERS = ".-+,/_=";
    /** More parts than any name has (7.3 wants at least 128). */
    private static final int ALL_PARTS = 1 << 20;

    /** Copies the list. */
    MacroString {
        parts = List.copyOf(parts);
    }

    /** Where the values come from. */
    @FunctionalInterface
    interface Values {
        /** The value of one letter, in lower case. */
        String of(char letter) throws Trouble, InterruptedException;
    }

    /** A macro-string as modifiers hold it: visible ASCII. */
    static MacroString parse(String text) throws Trouble {
        return new Reader(text, EVERYWHERE, '!').read();
    }

    /** The text that exp= leads to: blanks are allowed, and the letters c, r and t (6.2). */
    static MacroString explanation(String text) throws Trouble {
        return new Reader(text, IN_EXPLANATIONS, ' ').read();
    }

    /** A domain-spec: what {@link #parse} takes, with an end that a name can have (7.1). */
    static MacroString domain(String text) throws Trouble {
        MacroString all = parse(text);
        boolean macroAtEnd = all.tail.isEmpty() && !all.parts.isEmpty();
        if (!macroAtEnd && !endsLikeAName(all.tail)) {
            throw Trouble.permanent("not a domain: " + text);
        }
        return all;
    }

    /** The text with every macro replaced. */
    String expand(Values values) throws Trouble, InterruptedException {
        StringBuilder out = new StringBuilder();
        for (Macro part : parts) {
            switch (part) {
                case Macro.Text literal -> out.append(literal.text());
                case Macro.Variable variable -> out.append(variable.transformed(values.of(variable.letter())));
            }
            if (out.length() > LONGEST) {
                throw Trouble.permanent("macros make too long a text");
            }
        }
        return out.toString();
    }

    /** A dot, a label that is not a number and neither begins nor ends with a hyphen, perhaps a dot (toplabel, 7.1). */
    private static boolean endsLikeAName(String tail) {
        String text = tail.endsWith(".") ? tail.substring(0, tail.length() - 1) : tail;
        int dot = text.lastIndexOf('.');
        String label = text.substring(dot + 1);
        if (dot < 0 || label.isEmpty() || label.startsWith("-") || label.endsWith("-")) {
            return false;
        }
        boolean number = true;
        for (int i = 0; i < label.length(); i++) {
            char c = label.charAt(i);
            if (!isLetter(c) && !isDigit(c) && c != '-') {
                return false;
            }
            number &= isDigit(c);
        }
        return !number;
    }

    static boolean isLetter(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** One reading from left to right. */
    private static final class Reader {
        private final String text;
        private final String letters;
        private final char least;
        private final List<Macro> parts = new ArrayList<>();
        private final StringBuilder literal = new StringBuilder();
        private int at;
        private int tail;

        Reader(String text, String letters, char least) {
            this.text = text;
            this.letters = letters;
            this.least = least;
        }

        MacroString read() throws Trouble {
            while (at < text.length()) {
                char c = text.charAt(at++);
                if (c < least || c > '~') {
                    throw Trouble.permanent("not visible ASCII");
                }
                if (c == '%') {
                    macro();
                    tail = at;
                } else {
                    literal.append(c);
                }
            }
            endLiteral();
            return new MacroString(parts, text.substring(tail));
        }

        private void macro() throws Trouble {
            switch (next()) {
                case '%' -> literal.append('%');
                case '_' -> literal.append(' ');
                case '-' -> literal.append("%20");
                case '{' -> {
                    endLiteral();
                    parts.add(variable());
                }
                default -> throw Trouble.permanent("a lone % in " + text);
            }
        }

        private Macro.Variable variable() throws Trouble {
            char letter = next();
            char lower = (char) Latin1.lower(letter);
            if (letters.indexOf(lower) < 0) {
                throw Trouble.permanent("no such macro in " + text);
            }
            int keep = keep();
            boolean reversed = at < text.length() && Latin1.lower(text.charAt(at)) == 'r';
            at += reversed ? 1 : 0;
            int start = at;
            while (at < text.length() && DELIMITERS.indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            String delimiters = at > start ? text.substring(start, at) : ".";
            if (next() != '}') {
                throw Trouble.permanent("a macro without end in " + text);
            }
            return new Macro.Variable(lower, letter != lower, keep, reversed, delimiters);
        }

        private int keep() throws Trouble {
            int start = at;
            int number = 0;
            while (at < text.length() && isDigit(text.charAt(at))) {
                number = Math.min(number * 10 + (text.charAt(at++) - '0'), ALL_PARTS);
            }
            if (at > start && number == 0) {
                throw Trouble.permanent("a macro that keeps nothing in " + text);
            }
            return at > start ? number : ALL_PARTS;
        }

        private char next() {
            return at < text.length() ? text.charAt(at++) : '\0';
        }

        private void endLiteral() {
            if (!literal.isEmpty()) {
                parts.add(new Macro.Text(literal.toString()));
                literal.setLength(0);
            }
        }
    }
}
