package eqmail.daemon;

import eqmail.auth.Checker;
import eqmail.auth.CheckpasswordProgram;
import eqmail.control.Secrets;
import eqmail.fs.RealFolder;
import eqmail.local.DeliveryTools;
import eqmail.local.GetPwProgram;
import eqmail.local.LocalDeliverer;
import eqmail.local.LocalDelivery;
import eqmail.local.LocalHere;
import eqmail.local.LocalProgram;
import eqmail.local.LocalRun;
import eqmail.local.ShellPrograms;
import eqmail.maildir.Maildir;
import eqmail.mbox.Mbox;
import eqmail.pop3.Maildrops;
import eqmail.queue.HandoverServer.PeerAccount;
import eqmail.queue.MailQueue;
import eqmail.queue.Origin;
import eqmail.queue.Origins;
import eqmail.send.Outlet;
import eqmail.users.Users;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/** A server of one account for that account: whoever started it is whom it works as, and delivers to. */
final class OwnAccount implements Identity {
    private final Host host;
    private final int uid;
    private final ThreadFactory threads =
            Thread.ofPlatform().daemon().name("delivery-", 0).factory();
    private final ExecutorService deliveries = Executors.newThreadPerTaskExecutor(threads);

    /** Works as {@code uid}, which this process already is. */
    OwnAccount(Host host, int uid) {
        this.host = host;
        this.uid = uid;
    }

    @Override
    public void assume() throws IOException {
        host.queue().create(false);
    }

    @Override
    public Outlet localDeliveries(MailQueue forwards) throws IOException {
        Duration limit = ShellPrograms.limit(host.control());
        DeliveryTools tools = new DeliveryTools(
                RealFolder::open,
                new Maildir(host.maildirNames()),
                new Mbox(Mbox.LOCK_LIMIT),
                forwards,
                Origin::user,
                new ShellPrograms(false, limit),
                host.clock(),
                host.environment());
        LocalRun here = new LocalHere(new LocalDelivery(tools), threads, LocalHere.LINGER, host.log());
        LocalRun program = new LocalProgram(
                host.home().toString(), "bin/qmail-local", false, host.environment(), LocalProgram.LIMIT, threads);
        Users users = users();
        LocalDeliverer deliverer = new LocalDeliverer(
                users::find,
                account -> {
                    if (account.uid() != uid) {
                        return LocalDeliverer.notOurs(uid);
                    }
                    return host.programs().standIn("qmail-local").isPresent() ? program : here;
                },
                host.defaultDelivery());
        return new Outlet(deliverer, deliveries);
    }

    private Users users() throws IOException {
        return new Users(host.home(), GetPwProgram.orRule(host.home(), host.programs(), false, host.environment()));
    }

    @Override
    public Maildrops maildrops(Checkers checkers) throws IOException {
        Mailboxes mailboxes = new Mailboxes(host.control(), users()::find, host.clock(), host.log());
        return new OwnMaildrops(checkers, mailboxes, uid, deliveries, host.log());
    }

    @Override
    public Checker checker(String file, List<String> command) {
        return CheckpasswordProgram.ofServer(host.home(), command, CheckpasswordProgram.Identity.OWN, host.log());
    }

    @Override
    public Secrets secrets() {
        return Secrets.NONE;
    }

    @Override
    public Origins origins() {
        return Origins.NONE;
    }

    @Override
    public PeerAccount peers() {
        return PeerCredentials::uid;
    }

    @Override
    public int networkUid() {
        return uid;
    }

    @Override
    public int bounceUid() {
        return uid;
    }

    @Override
    public boolean shared() {
        return false;
    }

    @Override
    public void close() {
        deliveries.shutdown();
    }
}
