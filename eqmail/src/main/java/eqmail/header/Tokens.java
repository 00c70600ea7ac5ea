package eqmail.header;

import eqmail.header.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes an address field apart (token822_parse of the original). */
public final class Tokens {
    private static final Token[] MARKS = marks();

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private Tokens(String text) {
        this.text = text;
    }

    /**
     * The tokens of a field, its name included.
     *
     * @return empty for what cannot be parsed: something unclosed, or a stray {@code )} or {@code ]}
     */
    public static Optional<List<Token>> of(String field) {
        Tokens scan = new Tokens(field);
        return scan.scan() ? Optional.of(scan.tokens) : Optional.empty();
    }

    private boolean scan() {
        while (at < text.length()) {
            char c = text.charAt(at);
            Token mark = mark(c);
            if (mark != null) {
                tokens.add(mark);
                at++;
            } else if (!blank(c) && !word(c)) {
                return false;
            } else if (blank(c)) {
                at++;
            }
        }
        return true;
    }

    private boolean word(char first) {
        return switch (first) {
            case '(' -> enclosed(Kind.COMMENT, ')');
            case '"' -> enclosed(Kind.QUOTED, '"');
            case '[' -> enclosed(Kind.LITERAL, ']');
            case ')', ']' -> false;
            default -> {
                atom();
                yield true;
            }
        };
    }

    /** Comments nest; their inner parentheses are dropped. False when the end is missing. */
    private boolean enclosed(Kind kind, char close) {
        StringBuilder inner = new StringBuilder();
        int depth = 1;
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == close) {
                depth--;
            } else if (c == '(' && kind == Kind.COMMENT) {
                depth++;
            } else if (c == '\\' && ++at == text.length()) {
                return false;
            } else {
                inner.append(text.charAt(at));
            }
            if (depth == 0) {
                at++;
                tokens.add(new Token(kind, inner.toString()));
                return true;
            }
        }
        return false;
    }

    private void atom() {
        StringBuilder word = new StringBuilder();
        do {
            if (text.charAt(at) == '\\' && ++at == text.length()) {
                break;
            }
            word.append(text.charAt(at++));
        } while (at < text.length() && !endsAtom(text.charAt(at)));
        String spelled = word.toString();
        tokens.add(new Token(isAtom(spelled) ? Kind.ATOM : Kind.QUOTED, spelled));
    }

    private static boolean endsAtom(char c) {
        return blank(c) || c == '(' || c == '[' || c == '"' || mark(c) != null;
    }

    /** Control and 8-bit bytes, and what would close or escape something, stand in quotes only. */
    private static boolean isAtom(String word) {
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c < 32 || c > 126 || c == ')' || c == ']' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    private static boolean blank(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private static @Nullable Token mark(char c) {
        return c < MARKS.length ? MARKS[c] : null;
    }

    @SuppressWarnings("NullAway") // most places stay null, and mark() says so
    private static Token[] marks() {
        Token[] table = new Token[128];
        for (Kind kind : Kind.values()) {
            if (!kind.word()) {
                table[kind.mark()] = new Token(kind, "");
            }
        }
        return table;
    }
}
