package eqmail.cli;

import eqmail.delivery.QueueFiles;
import eqmail.delivery.Replaceable;
import eqmail.delivery.Spawner;
import eqmail.posix.Account;
import eqmail.posix.Accounts;
import eqmail.posix.Credentials;
import eqmail.remote.RspawnDeliverer;
import eqmail.remote.Surroundings;
import eqmail.remote.TcptoFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/** {@code qmail-rspawn}: deliveries to other hosts for a qmail-send at descriptors 0 and 1. */
final class QmailRspawnCommand implements Program {
    private static final int FAILED = 111;

    @Override
    public int run(Invocation in) throws IOException {
        Path messages = in.home().resolve("queue/mess");
        if (!Files.isDirectory(messages)) {
            return FAILED;
        }
        forgetTimeouts(in.home());
        new Spawner(
                        in.stdin(),
                        in.stdout(),
                        new QueueFiles(messages.toString(), queueOwner()),
                        new RspawnDeliverer(
                                in.home(), new Replaceable(in.home(), in.image()), in.env(), Surroundings.LONGEST),
                        Thread.ofVirtual().factory())
                .run();
        return 0;
    }

    /** Whose files are messages; a home without that account is one person's own. */
    private static int queueOwner() throws IOException {
        return Accounts.byName("qmailq").map(Account::uid).orElseGet(Credentials::effectiveUid);
    }

    private static void forgetTimeouts(Path home) {
        try {
            new TcptoFile(home.resolve("queue/lock/tcpto"), Clock.systemUTC(), () -> 0).clear();
        } catch (IOException readOnly) {
            // Then old troubles are remembered for an hour more.
        }
    }
}
