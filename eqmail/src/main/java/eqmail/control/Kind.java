package eqmail.control;

/** How a control file is written; the words in brackets in qmail-control(5). */
public enum Kind {
    /** The first line counts: the name of a host. */
    HOST,
    /** The first line counts: any text. */
    LINE,
    /** The first line counts: the part of an address before its {@code @}. */
    LOCAL_PART,
    /** The first byte counts. */
    CHARACTER,
    /** The digits that the first line begins with. */
    NUMBER,
    /** An entry a line: names of hosts. */
    NAMES,
    /** An entry a line: names of hosts, or ends of them that begin with a dot. */
    HOSTS,
    /** An entry a line: addresses, {@code @host}, or ends of hosts that begin with a dot. */
    SENDERS,
    /** An entry a line: addresses of people. */
    ADDRESSES,
    /** An entry a line: IP addresses. */
    IPS,
    /** An entry a line. */
    LIST,
    /** Lines {@code host:relay}. */
    ROUTES,
    /** Lines {@code [user@]host:prepend}. */
    VIRTUAL,
    /** Absolute paths, one a line. */
    PATHS,
    /** Lines with a syntax of their own, which the room that reads them knows. */
    TEXT,
    /** Keys and certificates. */
    PEM,
    /** A constant database, made by a command. */
    CDB,
    /** A directory with a file for each name. */
    FOLDER;

    /** Is it lines that people write, so that it can be shown? */
    public boolean isText() {
        return this != PEM && this != CDB && this != FOLDER;
    }

    /** Does only the first line count? */
    public boolean isLine() {
        return this == HOST || this == LINE || this == LOCAL_PART || this == CHARACTER || this == NUMBER;
    }
}
