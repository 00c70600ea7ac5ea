package eqmail.daemon;

import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.local.LocalDeliverer;
import eqmail.log.Log;
import eqmail.mail.Address;
import eqmail.pop3.MaildirDrop;
import eqmail.pop3.Maildrop;
import eqmail.pop3.MaildropException;
import eqmail.pop3.Maildrops.Denial;
import eqmail.pop3.Maildrops.Opening;
import eqmail.pop3.Manner;
import eqmail.posix.FileCalls;
import eqmail.posix.FileStatus;
import eqmail.posix.PosixException;
import eqmail.users.Account;
import eqmail.users.Assignment;
import eqmail.users.LookupException;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which mailbox is whose, for POP3: a name leads to the account that mail for this name goes to, and its mailbox is the
 * Maildir in that account's home. One session at a time has it (RFC 1939 8). Who is asking has been checked before.
 */
final class Mailboxes {
    private static final String MAILDIR = "/Maildir";

    private final Control control;
    private final LocalDeliverer.Lookup users;
    private final InstantSource clock;
    private final Log log;
    private final Set<Place> taken = ConcurrentHashMap.newKeySet();

    /** A directory, by whatever name. */
    private record Place(long device, long inode) {}

    /** For the local names of {@code control}, whose accounts {@code users} finds. */
    Mailboxes(Control control, LocalDeliverer.Lookup users, InstantSource clock, Log log) {
        this.control = control;
        this.users = users;
        this.clock = clock;
        this.log = log;
    }

    /**
     * The account of somebody who logs in as {@code name}: an account name or an address of this host. Empty if there is
     * none, or the name means an extension of an account, which has no home of its own; never root.
     *
     * @throws IOException when nobody can tell now
     */
    Optional<Account> account(String name) throws IOException {
        Optional<String> local = local(name);
        if (local.isEmpty()) {
            return Optional.empty();
        }
        Assignment found;
        try {
            found = users.find(local.get());
        } catch (LookupException e) {
            throw new IOException("the account of " + Log.printable(name) + " cannot be looked up", e);
        }
        boolean whole = found.dash().isEmpty() && found.ext().isEmpty();
        return whole && !found.account().isRoot() ? Optional.of(found.account()) : Optional.empty();
    }

    private Optional<String> local(String name) throws ControlException {
        if (name.indexOf('@') < 0) {
            return Optional.of(name);
        }
        List<String> locals = control.listOrMe("control/locals").orElse(List.of());
        boolean ours = locals.stream().anyMatch(host -> host.equalsIgnoreCase(Address.domain(name)));
        return ours ? Optional.of(Address.box(name)) : Optional.empty();
    }

    /** Opens the mailbox of {@code account}; the calling thread works on files as this account. */
    Opening open(Account account) {
        String path = account.home() + MAILDIR;
        Optional<Place> place = place(path);
        if (place.isEmpty()) {
            return new Opening.Denied(Denial.MISSING);
        }
        if (!taken.add(place.get())) {
            return new Opening.Denied(Denial.IN_USE);
        }
        boolean opened = false;
        try {
            Maildrop maildrop = MaildirDrop.open(path, clock.instant(), Manner.STANDARD);
            opened = true;
            return new Opening.Opened(new Taken(maildrop, place.get()));
        } catch (MaildropException e) {
            boolean missing = e.fault() == MaildropException.Fault.MISSING;
            log.line("warning: mailbox " + Log.printable(path) + ": " + e.getMessage());
            return new Opening.Denied(missing ? Denial.MISSING : Denial.TROUBLE);
        } finally {
            if (!opened) {
                taken.remove(place.get());
            }
        }
    }

    private static Optional<Place> place(String path) {
        try {
            return FileCalls.stat(path)
                    .filter(FileStatus::isDirectory)
                    .map(status -> new Place(status.device(), status.inode()));
        } catch (PosixException e) {
            return Optional.empty();
        }
    }

    /** A mailbox that nobody else can open meanwhile. */
    private final class Taken implements Maildrop {
        private final Maildrop maildrop;
        private final Place place;

        Taken(Maildrop maildrop, Place place) {
            this.maildrop = maildrop;
            this.place = place;
        }

        @Override
        public List<Entry> entries() {
            return maildrop.entries();
        }

        @Override
        public InputStream open(int index) throws IOException {
            return maildrop.open(index);
        }

        @Override
        public int finish(BitSet deleted) throws IOException {
            return maildrop.finish(deleted);
        }

        @Override
        public void close() {
            maildrop.close();
            taken.remove(place);
        }
    }
}
