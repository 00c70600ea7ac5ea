package eqmail.header;

import eqmail.header.Token.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Finds the addresses of a field (token822_addrlist). It walks from the last token to the first: only so a comma can be
 * left out, and the words before {@code <} be told from an address.
 */
public final class AddressList {
    /** The name of the field and its colon. */
    private static final int NAME = 2;

    private final List<Token> tokens;
    private final UnaryOperator<List<Token>> completion;
    private final List<List<Token>> addresses = new ArrayList<>();
    /** What was put out, last token first. */
    private final List<Token> out = new ArrayList<>();
    /** The address begun, last token first. */
    private final List<Token> pending = new ArrayList<>();

    private int at;
    private boolean inGroup;
    private boolean wordMayFollow = true;

    private AddressList(List<Token> tokens, UnaryOperator<List<Token>> completion) {
        this.tokens = tokens;
        this.completion = completion;
        this.at = tokens.size();
    }

    /**
     * A field with its addresses completed.
     *
     * @param field the field as it is to be written
     * @param addresses from the last one to the first
     */
    public record Rewritten(List<Token> field, List<List<Token>> addresses) {}

    /**
     * Completes every address of a field.
     *
     * @return empty when the field is no list of addresses
     */
    public static Optional<Rewritten> rewrite(List<Token> field, UnaryOperator<List<Token>> completion) {
        AddressList walk = new AddressList(field, completion);
        return walk.walk() ? Optional.of(new Rewritten(walk.out, walk.addresses)) : Optional.empty();
    }

    private boolean walk() {
        while (at > NAME) {
            Token token = tokens.get(--at);
            boolean fine = switch (token.kind()) {
                case SEMICOLON -> groupEnd(token);
                case COLON -> groupName();
                case RIGHT -> angle(token);
                case ATOM, QUOTED, LITERAL -> word(token);
                case COMMENT -> out.add(token);
                case COMMA -> comma(token);
                default -> part(token);
            };
            if (!fine) {
                return false;
            }
        }
        flush();
        for (int i = Math.min(NAME, tokens.size()) - 1; i >= 0; i--) {
            out.add(tokens.get(i));
        }
        Collections.reverse(out);
        return true;
    }

    private boolean groupEnd(Token token) {
        flushWithComma();
        boolean fine = !inGroup;
        inGroup = true;
        wordMayFollow = true;
        return fine && out.add(token);
    }

    private boolean groupName() {
        flush();
        boolean fine = inGroup;
        inGroup = false;
        out.add(tokens.get(at));
        while (at > NAME && !tokens.get(at).is(Kind.COMMA)) {
            out.add(tokens.get(--at));
        }
        wordMayFollow = true;
        return fine;
    }

    private boolean angle(Token token) {
        flushWithComma();
        out.add(token);
        while (at > NAME && !tokens.get(at - 1).is(Kind.LEFT)) {
            pending.add(tokens.get(--at));
        }
        if (at <= NAME) {
            return false;
        }
        putOut();
        out.add(tokens.get(--at));
        while (at > NAME && inPhrase(tokens.get(at - 1).kind())) {
            out.add(tokens.get(--at));
        }
        wordMayFollow = false;
        return true;
    }

    private static boolean inPhrase(Kind kind) {
        return switch (kind) {
            case COMMENT, ATOM, QUOTED, AT, DOT -> true;
            default -> false;
        };
    }

    private boolean word(Token token) {
        if (!wordMayFollow) {
            flushWithComma();
        }
        wordMayFollow = false;
        return pending.add(token);
    }

    private boolean comma(Token token) {
        flush();
        wordMayFollow = true;
        return out.add(token);
    }

    private boolean part(Token token) {
        wordMayFollow = true;
        return pending.add(token);
    }

    private void flushWithComma() {
        if (!pending.isEmpty()) {
            putOut();
            out.add(Token.COMMA);
        }
    }

    private void flush() {
        if (!pending.isEmpty()) {
            putOut();
        }
    }

    private void putOut() {
        List<Token> address = completion.apply(List.copyOf(pending.reversed()));
        addresses.add(address);
        out.addAll(address.reversed());
        pending.clear();
    }
}
