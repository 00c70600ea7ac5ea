package eqmail.dkim;

import java.util.HashMap;
import java.util.Map;

/**
 * Settings in the shell's way of writing, without a shell: lines {@code NAME=VALUE}, perhaps after {@code export}, with
 * {@code '...'}, {@code "..."}, {@code \}, {@code $NAME} and {@code ${NAME}} as sh reads them, and {@code #} comments. What
 * would run a command is an error, never done.
 */
final class ShellSettings {
    /** Characters that mean more to a shell than themselves. */
    private static final String SPECIAL = "`;&|<>()*?[]~!";

    private final Map<String, String> known;
    private final Map<String, String> settings = new HashMap<>();
    private String line = "";
    private int at;

    private ShellSettings(Map<String, String> known) {
        this.known = known;
    }

    /** A line cannot be understood. */
    static final class SyntaxException extends Exception {
        private static final long serialVersionUID = 1;

        SyntaxException(int line) {
            super("line " + line + " is no setting");
        }
    }

    /**
     * The settings of {@code text}.
     *
     * @param known variables that it may refer to
     */
    static Map<String, String> parse(String text, Map<String, String> known) throws SyntaxException {
        ShellSettings reader = new ShellSettings(known);
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            if (!reader.understands(line)) {
                throw new SyntaxException(number);
            }
        }
        return reader.settings;
    }

    private boolean understands(String text) {
        line = text.strip();
        at = 0;
        if (line.isEmpty() || line.startsWith("#")) {
            return true;
        }
        if (line.startsWith("export ")) {
            line = line.substring("export ".length()).strip();
        }
        String name = name();
        if (name.isEmpty() || !next('=')) {
            return false;
        }
        StringBuilder value = new StringBuilder();
        while (at < line.length() && line.charAt(at) != ' ' && line.charAt(at) != '\t') {
            if (!part(value)) {
                return false;
            }
        }
        String rest = line.substring(at).strip();
        settings.put(name, value.toString());
        return rest.isEmpty() || rest.startsWith("#");
    }

    /** The next piece of a value; false if it has none that we take. */
    private boolean part(StringBuilder value) {
        char c = line.charAt(at++);
        return switch (c) {
            case '\'' -> quoted(value);
            case '"' -> doubleQuoted(value);
            case '\\' -> literal(value);
            case '$' -> variable(value);
            default -> {
                value.append(c);
                yield SPECIAL.indexOf(c) < 0;
            }
        };
    }

    private boolean quoted(StringBuilder value) {
        int end = line.indexOf('\'', at);
        if (end < 0) {
            return false;
        }
        value.append(line, at, end);
        at = end + 1;
        return true;
    }

    private boolean doubleQuoted(StringBuilder value) {
        while (at < line.length()) {
            char c = line.charAt(at++);
            if (c == '"') {
                return true;
            }
            boolean fine = switch (c) {
                case '\\' -> escaped(value);
                case '$' -> variable(value);
                default -> {
                    value.append(c);
                    yield c != '`';
                }
            };
            if (!fine) {
                return false;
            }
        }
        return false;
    }

    /** Between double quotes a backslash stays, except before what would mean something there. */
    private boolean escaped(StringBuilder value) {
        if (at < line.length() && "\\\"$`".indexOf(line.charAt(at)) < 0) {
            value.append('\\');
        }
        return literal(value);
    }

    private boolean literal(StringBuilder value) {
        if (at == line.length()) {
            return false;
        }
        value.append(line.charAt(at++));
        return true;
    }

    private boolean variable(StringBuilder value) {
        boolean braces = next('{');
        String name = name();
        if (name.isEmpty() || (braces && !next('}'))) {
            return false;
        }
        value.append(settings.getOrDefault(name, known.getOrDefault(name, "")));
        return true;
    }

    private boolean next(char wanted) {
        boolean there = at < line.length() && line.charAt(at) == wanted;
        at += there ? 1 : 0;
        return there;
    }

    private String name() {
        int from = at;
        while (at < line.length() && isNamePart(line.charAt(at), at > from)) {
            at++;
        }
        return line.substring(from, at);
    }

    private static boolean isNamePart(char c, boolean digits) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (digits && c >= '0' && c <= '9');
    }
}
