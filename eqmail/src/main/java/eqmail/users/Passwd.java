package eqmail.users;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;

/** What the host knows of its accounts; a seam, so that tests can have accounts of their own. */
public interface Passwd {
    /**
     * The account called {@code name} (getpwnam); its numbers may be anything, 0 included.
     *
     * @throws IOException when the password database does not answer; that is not the same as "no such account"
     */
    Optional<Account> named(String name) throws IOException;

    /**
     * Who owns {@code path} (stat, links followed); empty when there is no such file.
     *
     * @throws eqmail.posix.PosixException when the system says what keeps it out of our reach
     * @throws IOException when it cannot be looked at otherwise
     */
    OptionalInt owner(String path) throws IOException;
}
