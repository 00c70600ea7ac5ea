package eqmail.pop3;

/** How a mailbox is shown. */
public enum Manner {
    /** As the program qmail-pop3d always did. */
    ORIGINAL,
    /** As RFC 1939 and RFC 2449 ask for; of the daemon. */
    STANDARD
}
