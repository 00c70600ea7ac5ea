package eqmail.rules;

import java.io.IOException;

/** A line that is no rule. */
public final class RuleSyntaxException extends IOException {
    private static final long serialVersionUID = 1;

    private final String text;

    /** {@code number} counts from 1; {@code text} is the line without its LF. */
    RuleSyntaxException(int number, String text) {
        super("line " + number + ": unable to parse this line: " + text);
        this.text = text;
    }

    /** The line. */
    public String text() {
        return text;
    }
}
