package eqmail.daemon;

import eqmail.fs.RealFolder;
import eqmail.local.DeliveryTools;
import eqmail.local.GetPwProgram;
import eqmail.local.LocalDeliverer;
import eqmail.local.LocalDelivery;
import eqmail.local.LocalHere;
import eqmail.local.LocalProgram;
import eqmail.local.LocalRequest;
import eqmail.local.LocalRun;
import eqmail.local.ShellPrograms;
import eqmail.log.LogStream;
import eqmail.mail.Body;
import eqmail.mail.Verdict;
import eqmail.maildir.Maildir;
import eqmail.mbox.Mbox;
import eqmail.posix.Credentials;
import eqmail.posix.FileCredentials;
import eqmail.posix.PosixException;
import eqmail.queue.HandoverQueue;
import eqmail.users.Account;
import eqmail.users.Users;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.ThreadFactory;

/**
 * The process behind {@link RootDeliveries}: started by {@link NetworkAccount} while that is still root, told to end by the
 * end of its descriptor 0. Listens on a socket that only qmails can open.
 */
public final class RootHelperProgram {
    /** Written to descriptor 1 when the socket is open. */
    static final int READY = 'r';

    private final Host host;
    private final InputStream lifeline;
    private final OutputStream ready;
    private final ThreadFactory threads =
            Thread.ofPlatform().daemon().name("report-", 0).factory();

    /** Delivers for {@code host} until {@code lifeline} ends. */
    private RootHelperProgram(Host host, InputStream lifeline, OutputStream ready) {
        this.host = host;
        this.lifeline = lifeline;
        this.ready = ready;
    }

    /** The program with descriptors 0, 1 and 2 as lifeline, answers and log. */
    public static RootHelperProgram of(
            Path home,
            Path image,
            Map<String, String> environment,
            String defaultDelivery,
            InputStream lifeline,
            OutputStream ready,
            OutputStream log) {
        Host host = new Host(
                home,
                image,
                environment,
                defaultDelivery,
                new LogStream(log),
                InstantSource.system(),
                ZoneId.systemDefault());
        return new RootHelperProgram(host, lifeline, ready);
    }

    /** Serves; 0 at the end. */
    public int run() throws IOException, InterruptedException {
        QmailAccounts accounts = QmailAccounts.find();
        Path socket = host.queue().helper();
        Files.deleteIfExists(socket);
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
            Files.setAttribute(socket, "unix:uid", accounts.qmails());
            Users users = users();
            RootCheckers checkers = new RootCheckers(host.home(), host.environment(), host.log());
            Mailboxes mailboxes = new Mailboxes(host.control(), users::find, host.clock(), host.log());
            RootDeliveries helper = new RootDeliveries(
                    server,
                    deliverer(users),
                    checkers,
                    new RootMailboxes(host.home(), checkers, mailboxes, accounts.qmails(), host.log()),
                    PeerCredentials::uid,
                    accounts.qmails(),
                    host.log());
            Thread.ofPlatform().daemon().name("lifeline").start(() -> await(server));
            ready.write(READY);
            ready.flush();
            helper.run();
            helper.awaitDeliveries();
        }
        return 0;
    }

    private void await(ServerSocketChannel server) {
        try (server) {
            while (lifeline.read() >= 0) {
                // Nothing is ever sent; only the end means something.
            }
        } catch (IOException gone) {
            // The network process is gone: no more orders.
        }
    }

    private Users users() throws IOException {
        return new Users(host.home(), GetPwProgram.orRule(host.home(), host.programs(), true, host.environment()));
    }

    private LocalDeliverer deliverer(Users users) throws IOException {
        Duration limit = ShellPrograms.limit(host.control());
        DeliveryTools tools = new DeliveryTools(
                RealFolder::open,
                new Maildir(host.maildirNames()),
                new Mbox(Mbox.LOCK_LIMIT),
                HandoverQueue.onBehalf(host.queue()),
                QmailAccounts.find().origins()::of,
                new ShellPrograms(true, limit),
                host.clock(),
                host.environment());
        LocalRun here = new LocalHere(new LocalDelivery(tools), threads, LocalHere.LINGER, host.log());
        LocalRun standIn = program("bin/qmail-local");
        LocalRun ours = program(host.image().resolve("bin/qmail-local").toString());
        return new LocalDeliverer(
                users::find,
                account -> {
                    if (host.programs().standIn("qmail-local").isPresent()) {
                        return standIn;
                    }
                    return queuesByProgram() ? ours : (request, body) -> deliverAs(account, here, request, body);
                },
                host.defaultDelivery());
    }

    private LocalRun program(String file) {
        return new LocalProgram(host.home().toString(), file, true, host.environment(), LocalProgram.LIMIT, threads);
    }

    /** This thread, which serves one delivery only, works on files as the account meanwhile. */
    private static Verdict deliverAs(Account account, LocalRun here, LocalRequest request, Body body)
            throws InterruptedException {
        try {
            FileCredentials identity = Credentials.files(account.uid(), account.gid(), account.gid());
            try (identity) {
                return here.run(request, body);
            }
        } catch (PosixException e) {
            return new Verdict.Deferred("Unable to become " + account.user() + ". (#4.3.0)\n");
        }
    }

    /** Such a program must run as the user, and so must who runs it, in a process. */
    private boolean queuesByProgram() {
        return host.environment().containsKey("QMAILQUEUE")
                || host.programs().standIn("qmail-queue").isPresent();
    }
}
