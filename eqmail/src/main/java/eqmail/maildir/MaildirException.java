package eqmail.maildir;

/** The message is not in the maildir; nothing of it is left there. All of these are temporary. */
public final class MaildirException extends Exception {
    private static final long serialVersionUID = 1;

    /** What qmail-local tells apart. */
    public enum Fault {
        /** There is no such directory, or it cannot be entered. */
        NO_MAILDIR("Unable to chdir to maildir. (#4.2.1)"),
        /** The message itself could not be read. */
        UNREADABLE_MESSAGE("Unable to read message. (#4.3.0)"),
        /** Everything else: a full disk, a missing tmp. */
        TEMPORARY("Temporary error on maildir delivery. (#4.3.0)");

        private final String text;

        Fault(String text) {
            this.text = text;
        }
    }

    private final Fault fault;

    MaildirException(Fault fault, Exception cause) {
        super(fault.text, cause);
        this.fault = fault;
    }

    /** Which failure it was. */
    public Fault fault() {
        return fault;
    }

    /** The line for the report, without LF. */
    public String text() {
        return fault.text;
    }
}
