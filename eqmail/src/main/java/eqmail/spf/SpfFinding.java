package eqmail.spf;

import eqmail.net.IpText;
import java.util.Optional;

/**
 * What a check found.
 *
 * @param query who was asked about
 * @param result the answer
 * @param mechanism what decided, as the record has it, or {@code default}; empty without a record
 * @param problem what was wrong, in words; empty unless there was a temperror or permerror
 * @param explanation of a fail: the domain's own text, printable ASCII but written by who knows whom
 */
public record SpfFinding(
        SpfQuery query, SpfResult result, String mechanism, String problem, Optional<String> explanation) {
    /** Longest value in a header; three of them and the names still fit a line of 998 bytes (RFC 5322 2.1.1). */
    private static final int LONGEST_VALUE = 200;

    /**
     * The header field Received-SPF (RFC 7208 9.1) of the host {@code receiver}: three lines with LF between them and none
     * at the end. What others said is cut, and cannot end a line, a comment or a quoted string.
     */
    public String receivedSpf(String receiver) {
        StringBuilder out = new StringBuilder("Received-SPF: ").append(result.word());
        out.append(" (").append(inComment(receiver + ": " + reason())).append(")\n\t");
        out.append("receiver=").append(quoted(receiver));
        out.append("; client-ip=").append(quoted(IpText.of(query.ip())));
        out.append("; helo=").append(quoted(query.helo())).append(";\n\t");
        out.append("envelope-from=").append(quoted(query.sender()));
        out.append("; identity=").append(identity());
        if (!mechanism.isEmpty()) {
            out.append("; mechanism=").append(quoted(mechanism));
        }
        if (!problem.isEmpty()) {
            out.append("; problem=").append(quoted(problem));
        }
        return out.toString();
    }

    /** The header field Authentication-Results of {@code receiver} (RFC 8601 2.7.2), in two lines; as safe as the other. */
    public String authenticationResults(String receiver) {
        String property = query.identity() == SpfQuery.Identity.HELO
                ? "smtp.helo=" + quoted(query.helo())
                : "smtp.mailfrom=" + quoted(query.sender());
        return "Authentication-Results: " + quoted(receiver) + ";\n\tspf=" + result.word() + " (" + inComment(reason())
                + ") " + property;
    }

    /** In words, why the result is what it is; bytes of others in it are as they came. */
    public String reason() {
        String ip = IpText.of(query.ip());
        String who = query.identity() == SpfQuery.Identity.HELO ? query.helo() : query.sender();
        return switch (result) {
            case NONE -> "domain of " + who + " does not say who may send for it";
            case NEUTRAL -> "domain of " + who + " neither permits nor denies " + ip;
            case PASS -> "domain of " + who + " permits " + ip;
            case FAIL -> "domain of " + who + " does not permit " + ip;
            case SOFTFAIL -> "domain of " + who + " probably does not permit " + ip;
            case TEMPERROR -> "domain of " + who + " could not be asked: " + problem;
            case PERMERROR -> "record of the domain of " + who + " is unusable: " + problem;
        };
    }

    private String identity() {
        return query.identity() == SpfQuery.Identity.HELO ? "helo" : "mailfrom";
    }

    private static String cut(String text) {
        return text.length() > LONGEST_VALUE ? text.substring(0, LONGEST_VALUE) : text;
    }

    private static String inComment(String text) {
        StringBuilder out = new StringBuilder(cut(text));
        for (int i = 0; i < out.length(); i++) {
            char c = out.charAt(i);
            if (c < ' ' || c > '~' || c == '(' || c == ')' || c == '\\') {
                out.setCharAt(i, '?');
            }
        }
        return out.toString();
    }

    /** As it is if it is a dot-atom (RFC 5322 3.2.3) without surprises, else in quotes. */
    private static String quoted(String text) {
        String value = cut(text);
        if (value.matches("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*")) {
            return value;
        }
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\');
            }
            out.append(c < ' ' || c > '~' ? '?' : c);
        }
        return out.append('"').toString();
    }
}
