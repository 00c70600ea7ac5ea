package eqmail.local;

import eqmail.delivery.Deliverer;
import eqmail.delivery.Order;
import eqmail.mail.Address;
import eqmail.mail.Verdict;
import eqmail.users.Account;
import eqmail.users.Assignment;
import eqmail.users.LookupException;
import eqmail.users.Users;
import java.util.function.Function;

/**
 * The role of qmail-lspawn (delivery.md 7.1): finds the account behind a recipient and has qmail-local run for it. Safe
 * for many threads.
 */
public final class LocalDeliverer implements Deliverer {
    private final Lookup users;
    private final Function<Account, LocalRun> runs;
    private final String defaultDelivery;

    /** Finds accounts; {@link Users#find}, maybe on another thread. */
    @FunctionalInterface
    public interface Lookup {
        /** The account for a local part. */
        Assignment find(String local) throws LookupException;
    }

    /**
     * Delivers.
     *
     * @param users finds accounts
     * @param runs decides how qmail-local runs for an account, which is never root
     * @param defaultDelivery what happens to mail of accounts without a {@code .qmail} file
     */
    public LocalDeliverer(Lookup users, Function<Account, LocalRun> runs, String defaultDelivery) {
        this.users = users;
        this.runs = runs;
        this.defaultDelivery = defaultDelivery;
    }

    @Override
    public Verdict deliver(Order order) throws InterruptedException {
        String recipient = order.recipient();
        if (recipient.indexOf('@') < 0) {
            return new Verdict.Refused("Sorry, address must include host name. (#5.1.3)\n");
        }
        String local = Address.box(recipient);
        if (local.isEmpty()) {
            return new Verdict.Delivered("");
        }
        Assignment found;
        try {
            found = users.find(local);
        } catch (LookupException e) {
            return LspawnReport.of(e.exitCode(), "");
        }
        Account account = found.account();
        if (account.isRoot()) {
            return LspawnReport.of(LspawnReport.ROOT, "");
        }
        LocalRequest request = new LocalRequest(
                account, local, found.dash(), found.ext(), Address.domain(recipient), order.sender(), defaultDelivery);
        return runs.apply(account).run(request, order.body());
    }

    /** For a server that is not root: an account other than its own cannot get mail from it, but may one day. */
    public static LocalRun notOurs(int ourUid) {
        return (request, body) -> new Verdict.Deferred("Unable to deliver to "
                + request.account().user()
                + ": this server runs as uid " + Integer.toUnsignedString(ourUid) + ", not as root. (#4.3.5)\n");
    }
}
