package eqmail.daemon;

import eqmail.delivery.Deliverer;
import eqmail.delivery.Order;
import eqmail.fs.HeldBody;
import eqmail.log.Log;
import eqmail.mail.MessageId;
import eqmail.mail.Verdict;
import eqmail.queue.HandoverServer.PeerAccount;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * The only process that stays root: it does deliveries as other users (qmail-lspawn's role) for the network process and
 * for nobody else.
 *
 * <p>It has no virtual threads and no thread pools. A thread inherits the credentials of the thread that made it, so a
 * pool or a carrier thread started by a delivery would run root's work as a user afterwards (or a user's as root). Here
 * the thread that accepts never changes its credentials, makes one platform thread for each delivery, and that thread
 * ends with it.
 */
final class RootDeliveries {
    /** The network process keeps to its concurrency limits; this is the end for one that does not. */
    static final int MAX_DELIVERIES = 1000;

    private static final Duration DESCRIPTOR_PAUSE = Duration.ofMillis(200);

    private final ServerSocketChannel server;
    private final Deliverer local;
    private final RootCheckers checkers;
    private final RootMailboxes mailboxes;
    private final RootSecrets secrets;
    private final PeerAccount peers;
    private final int networkUid;
    private final Log log;
    private final Semaphore slots = new Semaphore(MAX_DELIVERIES);

    /**
     * Serves whom {@code server} accepts.
     *
     * @param local finds the account and delivers as it; called on a thread of its own
     * @param checkers has passwords checked
     * @param mailboxes shows them to their owners
     * @param secrets reads private keys
     * @param networkUid the only account that may ask
     */
    RootDeliveries(
            ServerSocketChannel server,
            Deliverer local,
            RootCheckers checkers,
            RootMailboxes mailboxes,
            RootSecrets secrets,
            PeerAccount peers,
            int networkUid,
            Log log) {
        this.server = server;
        this.local = local;
        this.checkers = checkers;
        this.mailboxes = mailboxes;
        this.secrets = secrets;
        this.peers = peers;
        this.networkUid = networkUid;
        this.log = log;
    }

    /** Serves until the socket is closed. */
    void run() throws InterruptedException {
        while (server.isOpen()) {
            slots.acquire();
            try {
                SocketChannel peer = server.accept();
                Thread.ofPlatform().name("delivery").start(() -> serveAndRelease(peer));
            } catch (ClosedChannelException closed) {
                slots.release();
                return;
            } catch (IOException | OutOfMemoryError trouble) {
                slots.release();
                log.line("warning: root helper is unable to accept: " + trouble.getMessage());
                Thread.sleep(DESCRIPTOR_PAUSE);
            }
        }
    }

    /** Waits until no delivery runs any more. */
    void awaitDeliveries() throws InterruptedException {
        slots.acquire(MAX_DELIVERIES);
    }

    private void serveAndRelease(SocketChannel peer) {
        try (peer) {
            serve(peer);
        } catch (IOException | InterruptedException gone) {
            log.line("warning: root helper lost its caller: " + gone.getMessage());
        } finally {
            slots.release();
        }
    }

    private void serve(SocketChannel peer) throws IOException, InterruptedException {
        int uid = peers.uid(peer);
        if (uid != networkUid) {
            log.line("alert: root helper was called by uid " + uid);
            return;
        }
        DataInputStream in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(peer)));
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(peer)));
        switch (HelperProtocol.readWord(in)) {
            case HelperProtocol.WORD -> deliver(in, out);
            case CheckProtocol.WORD -> CheckProtocol.write(out, checkers.check(CheckProtocol.read(in)));
            case MailboxProtocol.WORD -> mailboxes.serve(CheckProtocol.read(in), in, out);
            case SecretProtocol.WORD -> secrets.serve(SecretProtocol.readRequest(in), out);
            default -> throw new IOException("unknown request to the root helper");
        }
    }

    private void deliver(DataInputStream in, DataOutputStream out) throws IOException, InterruptedException {
        HelperProtocol.Request request = HelperProtocol.readRequest(in);
        try (HeldBody body = HeldBody.read(HelperProtocol.body(in), request.form(), request.size())) {
            HelperProtocol.write(
                    out, deliver(new Order(new MessageId(0), body, request.sender(), request.recipient())));
        }
    }

    private Verdict deliver(Order order) throws InterruptedException {
        try {
            return local.deliver(order);
        } catch (RuntimeException | LinkageError bug) {
            // Our mistake must not cost anybody a bounce.
            log.line("alert: delivery failed inside: " + bug);
            return new Verdict.Deferred("Internal qmail-lspawn bug. (#4.3.0)\n");
        }
    }
}
