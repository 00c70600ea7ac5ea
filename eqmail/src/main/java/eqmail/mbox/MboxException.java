package eqmail.mbox;

/** The message is not in the mbox, which is as it was before if it could be locked. All of these are temporary. */
public final class MboxException extends Exception {
    private static final long serialVersionUID = 1;

    MboxException(String text, Exception cause) {
        super(text, cause);
    }

    MboxException(String text) {
        super(text);
    }

    /** The line for the report, without LF. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
