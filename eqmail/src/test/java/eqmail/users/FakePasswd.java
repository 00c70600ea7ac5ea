package eqmail.users;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Accounts and homes by hand. */
public final class FakePasswd implements Passwd {
    private final Map<String, Account> accounts = new HashMap<>();
    private final Map<String, Integer> owners = new HashMap<>();
    private boolean silent;
    private @Nullable IOException homesAway;

    /** The accounts that the recorded cases were made with. */
    public static FakePasswd recorded(String homes, String home) {
        return new FakePasswd()
                .with("root", 0, "/root", 0)
                .with("alias", 200, home + "/alias", 200)
                .with("joe", 1001, homes + "/joe", 1001)
                .with("bob", 1002, homes + "/bob", 1002)
                .with("nohome", 1003, homes + "/nonexistent", -1)
                .with("stolen", 1004, homes + "/stolen", 0)
                .with("jo+e", 1005, homes + "/jo+e", 1005)
                .with("averyveryverylongusernameof32char", 1006, homes + "/long32", 1006)
                .with("averyveryverylongusernameof31ch", 1007, homes + "/long31", 1007);
    }

    /** Adds an account whose group is its own; {@code owner} -1: its home is missing. */
    public FakePasswd with(String name, int uid, String home, int owner) {
        accounts.put(name, new Account(name, uid, uid, home));
        if (owner >= 0) {
            owners.put(home, owner);
        }
        return this;
    }

    /** From now on nobody answers. */
    FakePasswd silent() {
        silent = true;
        return this;
    }

    /** From now on no home can be looked at. */
    FakePasswd homesAway() {
        return homesAway(new IOException("stale file handle"));
    }

    /** The same, with the fault that is found instead. */
    FakePasswd homesAway(IOException fault) {
        homesAway = fault;
        return this;
    }

    @Override
    public Optional<Account> named(String name) throws IOException {
        if (silent) {
            throw new IOException("directory server is down");
        }
        return Optional.ofNullable(accounts.get(name));
    }

    @Override
    public OptionalInt owner(String path) throws IOException {
        if (homesAway != null) {
            throw homesAway;
        }
        Integer owner = owners.get(path);
        return owner == null ? OptionalInt.empty() : OptionalInt.of(owner);
    }
}
