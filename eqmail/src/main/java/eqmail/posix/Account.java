package eqmail.posix;

/**
 * A row of the account database.
 *
 * @param name the login name
 * @param uid its number
 * @param gid its group
 * @param comment the gecos field
 * @param home its directory
 * @param shell its program
 */
public record Account(String name, int uid, int gid, String comment, String home, String shell) {}
