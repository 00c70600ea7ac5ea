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
import eqmail.posix.Signal;
import eqmail.posix.Signals;
import eqmail.queue.HandoverQueue;
import eqmail.time.LocalZone;
import eqmail.users.Account;
import eqmail.users.Users;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;

/**
 * The delivery part: the process behind {@link RootDeliveries}. Listens on a socket that only qmails can open. It is the
 * child of a network part that was still root then ({@link HelperChild}), or has a unit of its own.
 */
public final class RootHelperProgram {
    /** Tells the network part that the socket is open. */
    static final int READY = 'r';

    private final Host host;
    private final ThreadFactory threads =
            Thread.ofPlatform().daemon().name("report-", 0).factory();

    private RootHelperProgram(Host host) {
        this.host = host;
    }

    /**
     * The program for {@code home}, not yet serving.
     *
     * @param defaultDelivery instructions for users without .qmail; control/defaultdelivery if empty
     */
    public static RootHelperProgram of(
            Path home, Path image, Map<String, String> environment, Optional<String> defaultDelivery, OutputStream log)
            throws IOException {
        return new RootHelperProgram(new Host(
                home,
                image,
                environment,
                defaultDelivery.isPresent() ? defaultDelivery.get() : Host.defaultDelivery(home),
                new LogStream(log),
                InstantSource.system(),
                LocalZone.ofProcess()));
    }

    /** Serves the network part that started this process until {@code lifeline} ends; {@link #READY} goes to {@code ready}. */
    public int serveParent(InputStream lifeline, OutputStream ready) throws IOException, InterruptedException {
        return serve(server -> {
            Thread.ofPlatform().daemon().name("lifeline").start(() -> await(lifeline, server));
            ready.write(READY);
            ready.flush();
        });
    }

    /** Serves whatever network part there is until TERM or INT. */
    public int serve() throws InterruptedException {
        if (Credentials.uid() != 0) {
            host.log().line("alert: cannot start: the delivery part must be run by root");
            return Resident.CANNOT_START;
        }
        try {
            host.queue().create(true);
            return serve(server -> {
                Signals.handle(Signal.TERM, () -> close(server));
                Signals.handle(Signal.INT, () -> close(server));
                host.log().line("status: delivery part is ready");
            });
        } catch (IOException e) {
            host.log().line("alert: cannot start: " + e.getMessage());
            return Resident.CANNOT_START;
        }
    }

    /** What happens once the socket is open. */
    @FunctionalInterface
    private interface Opened {
        void with(ServerSocketChannel server) throws IOException;
    }

    private int serve(Opened opened) throws IOException, InterruptedException {
        QmailAccounts accounts = QmailAccounts.find();
        HelperSocket socket = HelperSocket.of(host.queue());
        if (socket.answers()) {
            throw new IOException("a delivery part is already running");
        }
        try (ServerSocketChannel server = listen(socket, accounts)) {
            Users users = users();
            RootCheckers checkers = new RootCheckers(host.home(), host.environment(), host.log());
            Mailboxes mailboxes = new Mailboxes(host.control(), users::find, host.clock(), host.log());
            RootDeliveries helper = new RootDeliveries(
                    server,
                    deliverer(users),
                    checkers,
                    new RootMailboxes(host.home(), checkers, mailboxes, accounts.qmails(), host.log()),
                    new RootSecrets(host.home(), host.log()),
                    PeerCredentials::uid,
                    accounts.qmails(),
                    host.log());
            opened.with(server);
            helper.run();
            helper.awaitDeliveries();
        }
        return 0;
    }

    private static ServerSocketChannel listen(HelperSocket socket, QmailAccounts accounts) throws IOException {
        Path path = socket.address().getPath();
        Files.deleteIfExists(path);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(socket.address());
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        Files.setAttribute(path, "unix:uid", accounts.qmails());
        return server;
    }

    private void await(InputStream lifeline, ServerSocketChannel server) {
        try {
            while (lifeline.read() >= 0) {
                // Nothing is ever sent; only the end means something.
            }
        } catch (IOException gone) {
            // The network part is gone: no more orders.
        }
        close(server);
    }

    /** No more orders; those that are being carried out come to their end. */
    private void close(ServerSocketChannel server) {
        try {
            server.close();
        } catch (IOException e) {
            host.log().line("warning: root helper: " + e.getMessage());
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
