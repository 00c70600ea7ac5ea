package eqmail.dkim;

import eqmail.bytes.Latin1;
import eqmail.mail.Address;
import java.util.List;

/**
 * The Authentication-Results field (RFC 8601) in the name of one host.
 *
 * @param host the authserv-id: whoever trusts this host believes fields of this name
 */
public record AuthenticationResults(String host) {
    private static final String NAME = "authentication-results";

    /** What a value may hold without quotes (RFC 2045 5.1, token). */
    private static final String NOT_IN_TOKENS = "()<>@,;:\\\"/[]?=";

    /** Does {@code text}, in lower case and with its colon, name this field? */
    static boolean names(String text) {
        return text.endsWith(":")
                && text.substring(0, text.length() - 1).stripTrailing().equals(NAME);
    }

    /** The field that tells {@code findings}; in unix form, with its LF. */
    public String field(List<Finding> findings) {
        StringBuilder out = start();
        for (Finding each : findings) {
            out.append(";\n\tdkim=").append(each.result().word());
            if (!each.comment().isEmpty()) {
                out.append(" (").append(each.comment()).append(')');
            }
            property(out, " header.d=", each.domain());
            property(out, "\n\theader.i=", identity(each));
            property(out, " header.s=", each.selector());
            property(out, "\n\theader.a=", each.algorithm());
            property(out, " header.b=", value(each.start()));
        }
        return out.append('\n').toString();
    }

    /** The field for a verifier that says nothing but yes or no; in unix form, with its LF. */
    String field(boolean passed) {
        return start().append(";\n\tdkim=")
                .append(passed ? "pass" : "fail")
                .append('\n')
                .toString();
    }

    private StringBuilder start() {
        return new StringBuilder("Authentication-Results: ").append(value(host));
    }

    private static void property(StringBuilder out, String name, String value) {
        if (!value.isEmpty()) {
            out.append(name).append(value);
        }
    }

    /** An address as it may stand there; of one with odd bytes only the domain. */
    private static String identity(Finding finding) {
        String identity = finding.identity();
        String domain = Address.domain(identity);
        boolean plain = identity.chars().allMatch(c -> c > ' ' && c < 127);
        return !plain || identity.startsWith("@") ? (domain.isEmpty() ? "" : "@" + domain) : Address.quoted(identity);
    }

    private static String value(String text) {
        boolean token = text.chars().allMatch(c -> c > ' ' && c < 127 && NOT_IN_TOKENS.indexOf(c) < 0);
        return token ? text : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** Does {@code field}, of which the end may be missing, claim to come from this host? */
    boolean isAuthorOf(String field) {
        int at = afterSpace(field, field.indexOf(':') + 1);
        StringBuilder id = new StringBuilder();
        if (at < field.length() && field.charAt(at) == '"') {
            for (at++; at < field.length() && field.charAt(at) != '"'; at++) {
                if (field.charAt(at) == '\\' && at + 1 < field.length()) {
                    at++;
                }
                id.append(field.charAt(at));
            }
        } else {
            while (at < field.length() && !TagList.isSpace(field.charAt(at)) && ";(".indexOf(field.charAt(at)) < 0) {
                id.append(field.charAt(at++));
            }
        }
        return Latin1.equalsIgnoreCase(withoutDot(id.toString()), withoutDot(host));
    }

    private static String withoutDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    /** White space and comments, which may be nested (RFC 5322 3.2.2). */
    private static int afterSpace(String text, int from) {
        int depth = 0;
        int at = from;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '(') {
                depth++;
            } else if (c == ')' && depth > 0) {
                depth--;
            } else if (c == '\\' && depth > 0) {
                at++;
            } else if (depth == 0 && !TagList.isSpace(c)) {
                break;
            }
            at++;
        }
        return at;
    }
}
