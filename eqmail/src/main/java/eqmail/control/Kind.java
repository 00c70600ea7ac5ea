package eqmail.control;

/** How a control file is written; the words in brackets in qmail-control(5). */
public enum Kind {
    /** The first line counts: the name of a host. */
    HOST,
    /** The first line counts: any text. */
    LINE,
    /** The digits that the first line begins with. */
    NUMBER,
    /** An entry a line: names of hosts or ends of them. */
    HOSTS,
    /** An entry a line. */
    LIST,
    /** Lines {@code key:value}. */
    PAIRS,
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
        return this == HOST || this == LINE || this == NUMBER;
    }
}
