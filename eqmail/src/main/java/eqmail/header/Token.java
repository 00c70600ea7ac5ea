package eqmail.header;

import eqmail.mail.Address;

/**
 * One token of an address field (RFC 822 3.3).
 *
 * @param text what the token means, without quoting; empty for a mark
 */
public record Token(Kind kind, String text) {
    /** What a token is: a word, or a mark that stands for itself. */
    public enum Kind {
        /** A bare word. */
        ATOM,
        /** A word in quotes. */
        QUOTED,
        /** A domain literal in brackets. */
        LITERAL,
        /** A comment in parentheses. */
        COMMENT,
        /** {@code .} */
        DOT('.'),
        /** {@code ,} */
        COMMA(','),
        /** {@code @} */
        AT('@'),
        /** {@code <} */
        LEFT('<'),
        /** {@code >} */
        RIGHT('>'),
        /** {@code :} */
        COLON(':'),
        /** {@code ;} */
        SEMICOLON(';');

        private final char mark;

        Kind() {
            this('\0');
        }

        Kind(char mark) {
            this.mark = mark;
        }

        /** The byte of a mark; NUL for words. */
        char mark() {
            return mark;
        }

        /** Does it carry a text? */
        boolean word() {
            return mark == '\0';
        }
    }

    /** The comma. */
    public static final Token COMMA = new Token(Kind.COMMA, "");
    /** The at sign. */
    public static final Token AT = new Token(Kind.AT, "");

    /** Is it of this kind? */
    public boolean is(Kind other) {
        return kind == other;
    }

    /** A local part, with quotes if it needs them. */
    public static Token box(String text) {
        return new Token(Address.needsQuotes(text) ? Kind.QUOTED : Kind.ATOM, text);
    }
}
