package eqmail.users;

import eqmail.control.Control;
import eqmail.control.ControlException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds the account behind the local part of an address: {@code users/cdb} first, then the {@link Accounts} rule, which
 * is usually {@link PasswdRule}. Safe for many threads if the rule is.
 */
public final class Users {
    /** The control file with the byte that separates an account name from its extension. */
    public static final String DELIMITER_FILE = "control/extdelimiter";

    private static final String DELIMITER = "+";

    private final AssignedUsers assigned;
    private final Accounts accounts;

    /** What answers for addresses that are not in the table: the role of qmail-getpw. */
    @FunctionalInterface
    public interface Accounts {
        /** The account for {@code local}. */
        Assignment find(String local) throws LookupException;
    }

    /**
     * Looks in {@code home/users/cdb}.
     *
     * @param home the qmail home
     * @param accounts asked for what is not there
     */
    public Users(Path home, Accounts accounts) {
        this.assigned = new AssignedUsers(home.resolve("users/cdb"));
        this.accounts = accounts;
    }

    /**
     * The account, dash and extension for {@code local}. The account may be root: it is for the caller to refuse that.
     *
     * @throws LookupException when the question could not be answered; the mail must wait
     */
    public Assignment find(String local) throws LookupException {
        Optional<Assignment> entry = assigned.find(local);
        return entry.isPresent() ? entry.get() : accounts.find(local);
    }

    /** The rule of qmail-getpw as {@code home} sets it up. */
    public static Accounts passwdRule(Path home, Passwd passwd) throws ControlException {
        return new PasswdRule(passwd, delimiter(new Control(home)))::find;
    }

    /** First byte of control/extdelimiter; {@code +} without the file; empty (nothing is split) with an empty line. */
    static String delimiter(Control control) throws ControlException {
        String line = control.line(DELIMITER_FILE).orElse(DELIMITER);
        return line.isEmpty() ? "" : line.substring(0, 1);
    }
}
