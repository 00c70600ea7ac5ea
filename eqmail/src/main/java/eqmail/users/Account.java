package eqmail.users;

/**
 * An account of this host that mail is delivered to.
 *
 * @param user its name
 * @param uid its number, unsigned
 * @param gid its group, unsigned; deliveries run with this group alone
 * @param home absolute path; any bytes but NUL
 */
public record Account(String user, int uid, int gid, String home) {
    /** The superuser: nothing is ever delivered as root. */
    public boolean isRoot() {
        return uid == 0;
    }
}
