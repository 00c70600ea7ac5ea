package eqmail.daemon;

import eqmail.auth.Checker;
import eqmail.auth.CheckpasswordProgram;
import eqmail.control.ControlException;
import eqmail.control.Secrets;
import eqmail.fs.RealDisk;
import eqmail.pop3.Maildrops;
import eqmail.posix.Credentials;
import eqmail.posix.Descriptor;
import eqmail.posix.FileStatus;
import eqmail.posix.OpenFlag;
import eqmail.queue.HandoverServer.PeerAccount;
import eqmail.queue.MailQueue;
import eqmail.queue.Origins;
import eqmail.remote.TcptoFile;
import eqmail.send.Outlet;
import eqmail.spool.SpoolLockedException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * The network part of a server that root started: it makes the queue's directories, has its root helper, and then becomes
 * qmails for good (docs/security.md).
 */
final class NetworkAccount implements Identity {
    private static final int SHARED_TABLE = 0664;

    private final Host host;
    private final QmailAccounts accounts;
    private final DeliveryPart helper;
    private final HelperSocket socket;

    /**
     * Prepares; nothing is done before {@link #assume}.
     *
     * @param helper is asked to start while this process is still root
     */
    NetworkAccount(Host host, QmailAccounts accounts, DeliveryPart helper) {
        this.host = host;
        this.accounts = accounts;
        this.helper = helper;
        this.socket = HelperSocket.of(host.queue());
    }

    @Override
    public void assume() throws IOException {
        host.queue().create(true);
        refuseSecond();
        takeOver(host.queue().spool());
        shareTable();
        helper.start();
        Credentials.become(accounts.qmails(), accounts.qmailGroup(), accounts.qmailGroup());
    }

    /** Before anything of a running server is touched: its helper's socket lies in the same place. */
    private void refuseSecond() throws IOException {
        try (Closeable lock = new RealDisk().lock(host.queue().log().resolve("lock"))) {
            if (lock == null) {
                throw new SpoolLockedException(host.queue().log().toString());
            }
        }
    }

    /**
     * The table of dead hosts in an old home belongs to qmailr, as whom people may still run qmail-remote: it stays so, and
     * the group, which is ours too, may write. Others can put links into that directory.
     */
    private void shareTable() throws IOException {
        boolean made = TcptoFile.make(host.tcpto());
        try (Descriptor table =
                Descriptor.open(host.tcpto().toString(), OpenFlag.READ, OpenFlag.NO_FOLLOW, OpenFlag.NON_BLOCKING)) {
            FileStatus status = table.status();
            if (status.isFile() && status.links() == 1) {
                table.owner(made ? accounts.qmails() : -1, accounts.qmailGroup());
                table.mode(SHARED_TABLE);
            }
        }
    }

    /** The queue belongs to qmails, whoever made what lies in it; dropped files belong to their senders. */
    private void takeOver(Path spool) throws IOException {
        own(spool);
        own(host.queue().drop());
        own(host.queue().calls());
        try (Stream<Path> log = Files.walk(host.queue().log())) {
            for (Path path : (Iterable<Path>) log::iterator) {
                own(path);
            }
        }
    }

    private void own(Path path) throws IOException {
        Files.setAttribute(path, "unix:uid", accounts.qmails(), LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:gid", accounts.qmailGroup(), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public Outlet localDeliveries(MailQueue forwards) {
        return new Outlet(new HelperDeliverer(socket), Executors.newVirtualThreadPerTaskExecutor());
    }

    /** As qmails, unless control/checkeruser says otherwise: then by the helper, which reads both files itself. */
    @Override
    public Checker checker(String file, List<String> command) throws ControlException {
        if (host.control().line(RootCheckers.USER_FILE).isEmpty()) {
            return CheckpasswordProgram.ofServer(host.home(), command, CheckpasswordProgram.Identity.OWN, host.log());
        }
        if (!CheckProtocol.admits(file)) {
            throw new ControlException(file, "not a file in control/ with a name in small letters");
        }
        return new HelperChecker(socket, file, host.log());
    }

    /** By the helper, which sees for itself whose they are. */
    @Override
    public Maildrops maildrops(Checkers checkers) {
        return new HelperMaildrops(socket, host.log());
    }

    @Override
    public Origins origins() {
        return accounts.origins();
    }

    @Override
    public PeerAccount peers() {
        return PeerCredentials::uid;
    }

    @Override
    public int networkUid() {
        return accounts.qmaild();
    }

    @Override
    public int bounceUid() {
        return accounts.qmails();
    }

    @Override
    public boolean shared() {
        return true;
    }

    /** Only root reads some of them: the helper does it for us, file by file. */
    @Override
    public Secrets secrets() {
        return new HelperSecrets(socket);
    }

    @Override
    public void close() {
        helper.close();
    }
}
