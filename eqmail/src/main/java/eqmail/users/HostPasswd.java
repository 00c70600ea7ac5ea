package eqmail.users;

import eqmail.posix.Accounts;
import eqmail.posix.FileCalls;
import eqmail.posix.FileStatus;
import eqmail.posix.PosixException;
import java.util.Optional;
import java.util.OptionalInt;

/** The accounts of this host, as its name service switch tells them. A call may wait for a directory server. */
public final class HostPasswd implements Passwd {
    @Override
    public Optional<Account> named(String name) throws PosixException {
        return Accounts.byName(name).map(a -> new Account(a.name(), a.uid(), a.gid(), a.home()));
    }

    @Override
    public OptionalInt owner(String path) throws PosixException {
        Optional<FileStatus> status = FileCalls.stat(path);
        return status.isPresent() ? OptionalInt.of(status.get().uid()) : OptionalInt.empty();
    }
}
