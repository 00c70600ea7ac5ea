package eqmail.daemon;

import eqmail.auth.Checker;
import eqmail.auth.Claim;
import eqmail.log.Log;
import eqmail.pop3.Maildrops;
import eqmail.users.Account;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;

/** Mailboxes of the account that this server runs as, opened in this process. */
final class OwnMaildrops implements Maildrops {
    private final Checkers checkers;
    private final Mailboxes mailboxes;
    private final int uid;
    private final ExecutorService platform;
    private final Log log;

    /** Mailboxes of account {@code uid}; {@code platform} lists large ones, which would hold up virtual threads. */
    OwnMaildrops(Checkers checkers, Mailboxes mailboxes, int uid, ExecutorService platform, Log log) {
        this.checkers = checkers;
        this.mailboxes = mailboxes;
        this.uid = uid;
        this.platform = platform;
        this.log = log;
    }

    @Override
    public Opening open(Claim claim, Map<String, String> environment) throws InterruptedException {
        Optional<Checker> checker = checkers.of(environment);
        Checker.Answer answer =
                checker.isEmpty() ? Checker.Answer.NOT_STARTED : checker.get().check(claim, environment);
        return switch (answer) {
            case ACCEPTED -> open(claim.user());
            case REJECTED -> new Opening.Denied(Denial.WRONG);
            case CRASHED, NOT_STARTED, NOT_RUNNABLE, NO_PIPE -> new Opening.Denied(Denial.TROUBLE);
        };
    }

    private Opening open(String name) throws InterruptedException {
        try {
            return platform.submit(() -> find(name)).get();
        } catch (ExecutionException e) {
            log.line("warning: no mailbox for " + Log.printable(name + ": " + e.getCause()));
            return new Opening.Denied(Denial.TROUBLE);
        }
    }

    private Opening find(String name) throws IOException {
        Optional<Account> account = mailboxes.account(name);
        if (account.isPresent() && account.get().uid() != uid) {
            log.line(
                    "warning: the mailbox of " + account.get().user() + " belongs to another account than this server");
        }
        return account.filter(owner -> owner.uid() == uid)
                .map(mailboxes::open)
                .orElse(new Opening.Denied(Denial.MISSING));
    }
}
