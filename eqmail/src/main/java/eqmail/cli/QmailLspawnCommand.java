package eqmail.cli;

import eqmail.delivery.QueueFiles;
import eqmail.delivery.Replaceable;
import eqmail.delivery.Spawner;
import eqmail.local.GetPwProgram;
import eqmail.local.LocalDeliverer;
import eqmail.local.LocalProgram;
import eqmail.local.LocalRun;
import eqmail.posix.Accounts;
import eqmail.posix.Credentials;
import eqmail.users.Users;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.ThreadFactory;

/** {@code qmail-lspawn DEFAULTDELIVERY}: local deliveries for a qmail-send of another make. */
final class QmailLspawnCommand implements Program {
    private static final int TEMPORARY = 111;
    private static final int USAGE = 100;
    private static final String MESSAGES = "queue/mess";
    private static final String OWNER = "qmailq";

    @Override
    public int run(Invocation in) throws IOException {
        if (!Files.isDirectory(in.home().resolve(MESSAGES))) {
            return TEMPORARY;
        }
        if (in.args().isEmpty()) {
            return USAGE;
        }
        int uid = Credentials.effectiveUid();
        boolean root = uid == 0;
        ThreadFactory threads = Thread.ofPlatform().factory();
        String program = Files.exists(in.home().resolve("bin/qmail-local"))
                ? "bin/qmail-local"
                : in.image().resolve("bin/qmail-local").toString();
        LocalRun run = new LocalProgram(in.home().toString(), program, root, in.env(), LocalProgram.LIMIT, threads);
        LocalRun notOurs = LocalDeliverer.notOurs(uid);
        Users users = new Users(
                in.home(), GetPwProgram.orRule(in.home(), new Replaceable(in.home(), in.image()), root, in.env()));
        new Spawner(
                        in.stdin(),
                        in.stdout(),
                        new QueueFiles(in.home() + "/" + MESSAGES, owner(uid)),
                        new LocalDeliverer(
                                users::find,
                                account -> root || account.uid() == uid ? run : notOurs,
                                in.args().getFirst()),
                        threads)
                .run();
        return 0;
    }

    /** Whose files are messages; in a home without that account our own. */
    private static int owner(int uid) throws IOException {
        return Accounts.byName(OWNER).map(eqmail.posix.Account::uid).orElse(uid);
    }
}
