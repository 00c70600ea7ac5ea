package eqmail.inject;

import eqmail.header.Token;
import eqmail.header.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who injects, as the environment says it: names for From and for the envelope, and the wishes in QMAILINJECT. */
final class Caller {
    private final Map<String, String> env;
    private final String wishes;

    Caller(Map<String, String> env) {
        this.env = env;
        this.wishes = env.getOrDefault("QMAILINJECT", "");
    }

    private @Nullable String first(String... names) {
        for (String name : names) {
            String value = env.get(name);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    private String user() {
        String user = first("QMAILUSER", "MAILUSER", "USER", "LOGNAME");
        return user == null ? "anonymous" : user;
    }

    /** Is there this letter in QMAILINJECT? */
    boolean wishes(char letter) {
        return wishes.indexOf(letter) >= 0;
    }

    /** The tokens of {@code user@host}; without a host the user alone, which completion gives the default host. */
    private static List<Token> address(String user, @Nullable String host) {
        List<Token> tokens = new ArrayList<>();
        tokens.add(Token.box(user));
        if (host != null) {
            tokens.add(Token.AT);
            boolean literal = host.length() > 1 && host.startsWith("[") && host.endsWith("]");
            tokens.add(
                    literal
                            ? new Token(Kind.LITERAL, host.substring(1, host.length() - 1))
                            : new Token(Kind.ATOM, host));
        }
        return tokens;
    }

    /** The tokens that follow the name of a From field and its colon. */
    List<Token> from() {
        String name = first("QMAILNAME", "MAILNAME", "NAME");
        List<Token> address = address(user(), first("QMAILHOST", "MAILHOST"));
        if (name == null) {
            return address;
        }
        if (wishes('c')) {
            address.add(new Token(Kind.COMMENT, name));
            return address;
        }
        List<Token> tokens = new ArrayList<>();
        tokens.add(new Token(Kind.QUOTED, name));
        tokens.add(new Token(Kind.LEFT, ""));
        tokens.addAll(address);
        tokens.add(new Token(Kind.RIGHT, ""));
        return tokens;
    }

    /** The tokens of the envelope sender; {@code unique} tells this message's from those of others. */
    List<Token> sender(String unique) {
        String own = env.get("QMAILSUSER");
        String user = own == null ? user() : own;
        if (wishes('m')) {
            user += "-" + unique;
        }
        if (wishes('r')) {
            user += "-";
        }
        return address(user, first("QMAILSHOST", "QMAILHOST", "MAILHOST"));
    }
}
