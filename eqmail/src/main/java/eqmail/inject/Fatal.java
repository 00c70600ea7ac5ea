package eqmail.inject;

/** The injection ends here, with one line for whoever called. */
final class Fatal extends Exception {
    private static final long serialVersionUID = 1;
    private static final String PREFIX = "qmail-inject: fatal: ";
    private static final int PERMANENT = 100;
    private static final int TEMPORARY = 111;

    private final int exit;

    private Fatal(String text, int exit) {
        super(text, null, false, false);
        this.exit = exit;
    }

    static Fatal permanent(String text) {
        return new Fatal(PREFIX + text + "\n", PERMANENT);
    }

    static Fatal temporary(String text) {
        return new Fatal(PREFIX + text + "\n", TEMPORARY);
    }

    /** {@code text} is shown as it is; a field has its own line end. */
    static Fatal unparsable(String text) {
        return new Fatal(PREFIX + "unable to parse this line:\n" + text, PERMANENT);
    }

    static Fatal option(String program, String fault) {
        return new Fatal(program + ": " + fault + "\n", PERMANENT);
    }

    /** What to say, all of it. */
    String text() {
        return String.valueOf(getMessage());
    }

    int exit() {
        return exit;
    }
}
