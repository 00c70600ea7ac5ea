package eqmail.users;

/** The look-up of an address failed; nothing is known of the account. */
public final class LookupException extends Exception {
    /** A record of users/cdb has too few fields (QLX_USAGE). */
    public static final int BAD_RECORD = 112;
    /** A home could not be looked at, but perhaps later (QLX_NFS). */
    public static final int HOME_UNREACHABLE = 115;
    /** There is no account {@code alias} (QLX_NOALIAS). */
    public static final int NO_ALIAS = 116;
    /** users/cdb is there but cannot be read, or is broken (QLX_CDB). */
    public static final int USERS_CDB = 117;
    /** The password database does not answer, or a setting cannot be read (QLX_SYS). */
    public static final int SYSTEM = 118;

    private static final long serialVersionUID = 1;

    private final int exitCode;

    /** {@code detail} says in words what failed, for a log. */
    public LookupException(int exitCode, String detail) {
        super(detail);
        this.exitCode = exitCode;
    }

    /** The same with the exception behind it. */
    public LookupException(int exitCode, Exception cause) {
        super(cause);
        this.exitCode = exitCode;
    }

    /** The code by which qmail-getpw and the child of qmail-lspawn tell the failure. */
    public int exitCode() {
        return exitCode;
    }
}
