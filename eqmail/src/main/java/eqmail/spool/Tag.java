package eqmail.spool;

/**
 * Tags of the fields that records are made of (docs/spool.md). A tag below {@link #FIRST_STATE} says what was accepted
 * and is kept as it is for the life of the message, known or not; from there on tags say what happened since.
 */
final class Tag {
    static final int SENDER = 1;
    static final int RECIPIENT = 2;
    static final int BIRTH = 3;
    static final int UID = 4;
    static final int SIZE = 5;
    static final int FORM = 6;
    /** The text itself; always the last field of its record. */
    static final int TEXT = 7;
    /** Length and CRC32C of the text, which has a file of its own. */
    static final int TEXT_FILE = 8;

    // Reserved for the SMTP extensions to come. ORCPT and NOTIFY follow the recipient they belong to.
    static final int RET = 16;
    static final int ENVID = 17;
    static final int ORCPT = 18;
    static final int NOTIFY = 19;
    static final int BODY = 20;
    static final int UTF8 = 21;
    static final int REQUIRETLS = 22;

    static final int FIRST_STATE = 64;
    /** A new routing begins; its recipients follow. */
    static final int ROUTED = 64;
    /** Channel, done flag, address. */
    static final int ROUTE = 65;
    /** Number of a recipient of the routing. */
    static final int DONE = 66;

    static final int NOTE = 67;
    static final int BOUNCE_SENT = 68;
    static final int LOCAL_DUE = 69;
    static final int REMOTE_DUE = 70;
    static final int REMOVED = 71;

    private Tag() {}

    /** The tag as the dump shows it. */
    static String name(int tag) {
        return switch (tag) {
            case SENDER -> "sender";
            case RECIPIENT -> "recipient";
            case BIRTH -> "birth";
            case UID -> "uid";
            case SIZE -> "size";
            case FORM -> "form";
            case TEXT -> "text";
            case TEXT_FILE -> "text-file";
            case RET -> "ret";
            case ENVID -> "envid";
            case ORCPT -> "orcpt";
            case NOTIFY -> "notify";
            case BODY -> "body";
            case UTF8 -> "utf8";
            case REQUIRETLS -> "requiretls";
            case ROUTED -> "routed";
            case ROUTE -> "route";
            case DONE -> "done";
            case NOTE -> "note";
            case BOUNCE_SENT -> "bounce-sent";
            case LOCAL_DUE -> "local-due";
            case REMOTE_DUE -> "remote-due";
            case REMOVED -> "removed";
            default -> "tag-" + tag;
        };
    }
}
