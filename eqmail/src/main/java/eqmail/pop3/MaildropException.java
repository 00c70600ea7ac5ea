package eqmail.pop3;

/** A mailbox cannot be opened. */
public final class MaildropException extends Exception {
    private static final long serialVersionUID = 1;

    /** What is wrong with it. */
    public enum Fault {
        /** There is no such directory, or it cannot be entered. */
        MISSING("this user has no $HOME/Maildir"),
        /** Its new or cur cannot be listed. */
        UNREADABLE("unable to scan $HOME/Maildir");

        private final String text;

        Fault(String text) {
            this.text = text;
        }
    }

    private final Fault fault;

    MaildropException(Fault fault) {
        super(fault.text);
        this.fault = fault;
    }

    /** Which it is. */
    public Fault fault() {
        return fault;
    }
}
