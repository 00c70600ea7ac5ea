package eqmail.users;

import eqmail.bytes.Latin1;
import eqmail.posix.PosixException;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The rule of qmail-getpw (delivery.md 7.2): the longest beginning of the local part that ends at its end or before a
 * delimiter and is the name of an account with a number other than 0 and a home of its own; else the account {@code
 * alias} with the whole local part as extension.
 */
public final class PasswdRule {
    /** Where mail for nobody else goes. */
    public static final String ALIAS = "alias";

    /** Longer names are not looked up (GETPW_USERLEN counts the NUL). */
    private static final int LONGEST_NAME = 31;

    private final Passwd passwd;
    private final String delimiter;

    /**
     * Looks accounts up in {@code passwd}.
     *
     * @param delimiter the byte between name and extension ({@code control/extdelimiter}); empty: nothing is split
     */
    public PasswdRule(Passwd passwd, String delimiter) {
        this.passwd = passwd;
        this.delimiter = delimiter;
    }

    /** Finds the account for {@code local}, any bytes but NUL. There is always one, unless {@code alias} is missing. */
    public Assignment find(String local) throws LookupException {
        for (int end = local.length(); end >= 0; end--) {
            boolean whole = end == local.length();
            if (end <= LONGEST_NAME && (whole || delimiter.equals(local.substring(end, end + 1)))) {
                Optional<Account> account = mailUser(Latin1.lower(local.substring(0, end)));
                if (account.isPresent()) {
                    return whole
                            ? new Assignment(account.get(), "", "")
                            : new Assignment(account.get(), "-", local.substring(end + 1));
                }
            }
        }
        return new Assignment(alias(), "-", local);
    }

    private Optional<Account> mailUser(String name) throws LookupException {
        Optional<Account> account = named(name);
        if (account.isEmpty() || account.get().isRoot()) {
            return Optional.empty();
        }
        try {
            OptionalInt owner = passwd.owner(account.get().home());
            return account.filter(a -> owner.isPresent() && owner.getAsInt() == a.uid());
        } catch (IOException unreachable) {
            if (unreachable instanceof PosixException posix && !posix.temporary()) {
                return Optional.empty();
            }
            throw new LookupException(LookupException.HOME_UNREACHABLE, unreachable);
        }
    }

    private Account alias() throws LookupException {
        return named(ALIAS).orElseThrow(() -> new LookupException(LookupException.NO_ALIAS, "no account " + ALIAS));
    }

    private Optional<Account> named(String name) throws LookupException {
        try {
            return passwd.named(name);
        } catch (IOException silent) {
            throw new LookupException(LookupException.SYSTEM, silent);
        }
    }
}
