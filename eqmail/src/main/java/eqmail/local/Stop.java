package eqmail.local;

/** The delivery ends here, with an exit code of qmail-local and maybe a line for the report. */
final class Stop extends Exception {
    static final int PERMANENT = 100;
    static final int TEMPORARY = 111;

    private static final long serialVersionUID = 1;

    private final int code;

    private Stop(int code, String text) {
        super(text, null, false, false);
        this.code = code;
    }

    /** Try again later; {@code text} without LF. */
    static Stop temporary(String text) {
        return new Stop(TEMPORARY, text);
    }

    /** Never try again; {@code text} without LF. */
    static Stop permanent(String text) {
        return new Stop(PERMANENT, text);
    }

    /** Ends with {@code code}; who failed has said so itself. */
    static Stop silent(int code) {
        return new Stop(code, "");
    }

    int code() {
        return code;
    }

    /** The line with its LF; empty if there is nothing to say. */
    String line() {
        String text = String.valueOf(getMessage());
        return text.isEmpty() ? "" : text + "\n";
    }
}
