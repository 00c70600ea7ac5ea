package eqmail.daemon;

import eqmail.auth.Checker;
import eqmail.auth.CheckpasswordProgram;
import eqmail.control.ControlException;
import eqmail.fs.RealDisk;
import eqmail.pop3.Maildrops;
import eqmail.posix.Child;
import eqmail.posix.Credentials;
import eqmail.posix.Descriptor;
import eqmail.posix.FileStatus;
import eqmail.posix.Launch;
import eqmail.posix.OpenFlag;
import eqmail.queue.HandoverServer.PeerAccount;
import eqmail.queue.MailQueue;
import eqmail.queue.Origins;
import eqmail.remote.TcptoFile;
import eqmail.send.Outlet;
import eqmail.spool.SpoolLockedException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The network process of a server that root started: it makes the queue's directories, starts the root helper, and then
 * becomes qmails for good (docs/security.md).
 */
final class NetworkAccount implements Identity {
    private static final int SHARED_TABLE = 0664;

    private final Host host;
    private final QmailAccounts accounts;
    private final Descriptor log;
    private final Runnable lost;
    private @Nullable Child helper;
    /** The helper's end is our wish. */
    private volatile boolean closing;

    /**
     * Prepares; nothing is done before {@link #assume}.
     *
     * @param log where the helper's complaints go
     * @param lost called when the helper is gone without being told to
     */
    NetworkAccount(Host host, QmailAccounts accounts, Descriptor log, Runnable lost) {
        this.host = host;
        this.accounts = accounts;
        this.log = log;
        this.lost = lost;
    }

    @Override
    public void assume() throws IOException {
        host.queue().create(true);
        refuseSecond();
        takeOver(host.queue().spool());
        shareTable();
        startHelper();
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

    private void startHelper() throws IOException {
        Map<String, String> environment = new HashMap<>(host.environment());
        environment.put("QMAILHOME", host.home().toString());
        Child started = Launch.of(host.image().resolve("bin/eqmail").toString(), "root-helper", host.defaultDelivery())
                .environment(environment)
                .directory("/")
                .pipeTo(0)
                .pipeFrom(1)
                .descriptor(2, log)
                .start();
        helper = started;
        InputStream answers = started.from(1).input();
        if (answers.read() != RootHelperProgram.READY) {
            throw new IOException("the root helper did not start");
        }
        Thread.ofPlatform().daemon().name("helper-watch").start(() -> watch(answers));
    }

    private void watch(InputStream answers) {
        try {
            while (answers.read() >= 0) {
                // It has nothing to say but its end.
            }
        } catch (IOException gone) {
            // That is its end, too.
        }
        if (!closing) {
            lost.run();
        }
    }

    @Override
    public Outlet localDeliveries(MailQueue forwards) {
        UnixDomainSocketAddress socket = UnixDomainSocketAddress.of(host.queue().helper());
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
        return new HelperChecker(UnixDomainSocketAddress.of(host.queue().helper()), file, host.log());
    }

    /** By the helper, which sees for itself whose they are. */
    @Override
    public Maildrops maildrops(Checkers checkers) {
        return new HelperMaildrops(UnixDomainSocketAddress.of(host.queue().helper()), host.log());
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

    /** Closing its descriptor 0 tells the helper to end; it finishes what it is doing. */
    @Override
    public void close() {
        closing = true;
        if (helper != null) {
            helper.to(0).close();
        }
    }
}
