package eqmail.header;

import eqmail.header.Token.Kind;
import java.util.List;

/** Writes tokens down: as a folded field, or as the address they mean. */
public final class Spelling {
    /** Longest line that takes one more address. */
    static final int LINE = 78;

    private static final String FOLD = "\n  ";

    private Spelling() {}

    /** A whole field with its line end, broken after commas only (token822_unparse). */
    public static String field(List<Token> tokens) {
        StringBuilder out = new StringBuilder();
        int lineStart = 0;
        boolean first = true;
        for (int from = 0; from < tokens.size(); ) {
            int end = endOfElement(tokens, from);
            String element = element(tokens.subList(from, end));
            if (!first && out.length() - lineStart + 1 + element.length() > LINE) {
                out.append(FOLD);
                lineStart = out.length() - FOLD.length() + 1;
            } else if (!first) {
                out.append(' ');
            }
            out.append(element);
            first = false;
            from = end;
        }
        return out.append('\n').toString();
    }

    /** The address alone: quotes and comments are gone, brackets stay (token822_unquote). */
    public static String plain(List<Token> tokens) {
        StringBuilder out = new StringBuilder();
        for (Token token : tokens) {
            switch (token.kind()) {
                case COMMENT -> {}
                case ATOM, QUOTED -> out.append(token.text());
                case LITERAL -> out.append('[').append(token.text()).append(']');
                default -> out.append(token.kind().mark());
            }
        }
        return out.toString();
    }

    private static int endOfElement(List<Token> tokens, int from) {
        for (int i = from; i < tokens.size(); i++) {
            if (tokens.get(i).is(Kind.COMMA)) {
                return i + 1;
            }
        }
        return tokens.size();
    }

    private static String element(List<Token> tokens) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < tokens.size(); i++) {
            if (i > 0 && spaceBetween(tokens.get(i - 1).kind(), tokens.get(i).kind())) {
                out.append(' ');
            }
            append(out, tokens.get(i));
        }
        return out.toString();
    }

    private static boolean spaceBetween(Kind left, Kind right) {
        return left == Kind.COLON || right == Kind.LEFT || (left.word() && right.word());
    }

    private static void append(StringBuilder out, Token token) {
        switch (token.kind()) {
            case ATOM -> escape(out, token.text());
            case QUOTED -> escape(out.append('"'), token.text()).append('"');
            case LITERAL -> escape(out.append('['), token.text()).append(']');
            case COMMENT -> escape(out.append('('), token.text()).append(')');
            default -> out.append(token.kind().mark());
        }
    }

    private static StringBuilder escape(StringBuilder out, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ("\"[]()\\\r\n".indexOf(c) >= 0) {
                out.append('\\');
            }
            out.append(c);
        }
        return out;
    }
}
