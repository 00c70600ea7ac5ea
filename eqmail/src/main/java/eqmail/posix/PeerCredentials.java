package eqmail.posix;

/**
 * Who connected to a unix socket, as the kernel saw it at that moment.
 *
 * @param pid the process, which may be gone by now
 * @param uid its effective user
 * @param gid its effective group
 */
public record PeerCredentials(int pid, int uid, int gid) {}
