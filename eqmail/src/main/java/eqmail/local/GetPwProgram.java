package eqmail.local;

import eqmail.bytes.Latin1;
import eqmail.delivery.Replaceable;
import eqmail.posix.Child;
import eqmail.posix.Descriptor;
import eqmail.posix.Exit;
import eqmail.posix.Launch;
import eqmail.posix.OpenFlag;
import eqmail.users.Account;
import eqmail.users.Assignment;
import eqmail.users.HostPasswd;
import eqmail.users.LookupException;
import eqmail.users.Passwd;
import eqmail.users.Users;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A program that somebody put in the place of {@code bin/qmail-getpw}, to find accounts in a database of his own: gets
 * the local part as argument, prints the six fields, or exits with the code by which the delivery shall end.
 */
public final class GetPwProgram implements Users.Accounts {
    private static final String PROGRAM = "bin/qmail-getpw";
    private static final String IDENTITY = "qmailp";
    /** Six fields are some hundred bytes. */
    private static final int LONGEST_ANSWER = 64 * 1024;

    /** A directory server may be slow, but not this slow. */
    private static final Duration LIMIT = Duration.ofMinutes(1);
    /** Unable to run qmail-getpw (QLX_EXECPW). */
    private static final int NOT_RUN = 121;
    /** By these an identity that could not be taken on, or a program that could not be run, shows afterwards. */
    private static final int FIRST_NOT_RUN = 125;

    private static final int LAST_NOT_RUN = 127;

    private final String home;
    private final Optional<Account> identity;
    private final Map<String, String> environment;

    /**
     * Runs {@code home/bin/qmail-getpw}.
     *
     * @param identity the account qmailp to run it as, which only root can; empty: as this process
     */
    public GetPwProgram(String home, Optional<Account> identity, Map<String, String> environment) {
        this.home = home;
        this.identity = identity;
        this.environment = Map.copyOf(environment);
    }

    /**
     * The rule for addresses that are not in users/cdb: this program if somebody put one in the place of ours, else that
     * of {@link Users#passwdRule}.
     *
     * @param root are we root, so that the program can run as the account qmailp?
     */
    public static Users.Accounts orRule(Path home, Replaceable programs, boolean root, Map<String, String> environment)
            throws IOException {
        Passwd passwd = new HostPasswd();
        if (programs.standIn("qmail-getpw").isEmpty()) {
            return Users.passwdRule(home, passwd);
        }
        Optional<Account> identity = root ? passwd.named(IDENTITY) : Optional.empty();
        if (root && identity.isEmpty()) {
            return local -> {
                throw new LookupException(
                        NOT_RUN, PROGRAM + " must not run as root, and there is no account " + IDENTITY);
            };
        }
        return new GetPwProgram(home.toString(), identity, environment);
    }

    /** All that {@code home} knows of addresses, as it is at each question: users/cdb, then {@link #orRule}. */
    public static Users.Accounts ofHome(Path home, Replaceable programs, Map<String, String> environment) {
        return local -> {
            try {
                return new Users(home, orRule(home, programs, false, environment)).find(local);
            } catch (IOException e) {
                throw new LookupException(LookupException.SYSTEM, e);
            }
        };
    }

    @Override
    public Assignment find(String local) throws LookupException {
        try (Descriptor nothing = Descriptor.open("/dev/null", OpenFlag.READ)) {
            Launch launch = Launch.of(PROGRAM, local)
                    .directory(home)
                    .environment(environment)
                    .descriptor(0, nothing)
                    .pipeFrom(1);
            identity.ifPresent(account -> launch.user(account.uid(), account.gid(), account.gid()));
            try (Child child = launch.start()) {
                return answer(child);
            }
        } catch (IOException e) {
            throw new LookupException(NOT_RUN, e);
        }
    }

    private static Assignment answer(Child child) throws IOException, LookupException {
        String record;
        try (InputStream in = child.from(1).input(LIMIT)) {
            record = Latin1.string(in.readNBytes(LONGEST_ANSWER));
        }
        if (record.length() == LONGEST_ANSWER) {
            throw new LookupException(LookupException.SYSTEM, PROGRAM + " said too much");
        }
        Optional<Exit> exit = child.waitFor(LIMIT);
        if (exit.isEmpty() || exit.get().crashed()) {
            throw new LookupException(LookupException.SYSTEM, PROGRAM + " crashed or did not end");
        }
        int code = exit.get().code();
        if (code != 0) {
            boolean neverRan = code >= FIRST_NOT_RUN && code <= LAST_NOT_RUN;
            throw new LookupException(neverRan ? NOT_RUN : code, PROGRAM + " exited with " + code);
        }
        return Assignment.parse(record);
    }
}
