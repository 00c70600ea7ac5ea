package eqmail.queue;

import eqmail.log.Log;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The daemon's end of the hand-over socket: one virtual thread a caller, whose account the kernel names (SO_PEERCRED).
 * The answer is qmail-queue's exit code and the message's number, sent when the message is durable.
 */
public final class HandoverServer implements AutoCloseable {
    /** Callers of one account at once; a shell loop gone wild must leave room for others. */
    static final int MAX_PER_ACCOUNT = 100;
    /** qmail-queue's own limit for one message: after a day its caller is taken for dead. */
    static final Duration MAX_TIME = Duration.ofDays(1);

    /** Exit code and number. */
    private static final int ANSWER_LENGTH = 9;

    /** Who is at the other end of a unix socket. */
    @FunctionalInterface
    public interface PeerAccount {
        /** Numeric user id of the connected process. */
        int uid(SocketChannel peer) throws IOException;
    }

    private final ServerSocketChannel server;
    private final Path socket;
    private final Intake intake;
    private final PeerAccount accounts;
    private final Log log;
    private final ConcurrentHashMap<Integer, AtomicInteger> callers = new ConcurrentHashMap<>();
    private final ScheduledExecutorService overdue = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("handover-overdue").factory());

    private HandoverServer(ServerSocketChannel server, Path socket, Intake intake, PeerAccount accounts, Log log) {
        this.server = server;
        this.socket = socket;
        this.intake = intake;
        this.accounts = accounts;
        this.log = log;
    }

    /**
     * Listens on {@code address}; the caller owns the spool, so a socket file that lies there is a dead daemon's.
     *
     * @param queue of unix form
     * @param shared may other accounts call?
     */
    public static HandoverServer listen(
            UnixDomainSocketAddress address,
            SpoolQueue queue,
            PeerAccount accounts,
            Origins origins,
            boolean shared,
            Log log)
            throws IOException {
        Path socket = address.getPath();
        Files.deleteIfExists(socket);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(address);
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString(shared ? "rw-rw-rw-" : "rw-------"));
        HandoverServer made = new HandoverServer(server, socket, new Intake(queue, origins), accounts, log);
        Thread.ofVirtual().name("handover").start(made::acceptAll);
        return made;
    }

    private void acceptAll() {
        while (server.isOpen()) {
            try {
                SocketChannel peer = server.accept();
                Thread.ofVirtual().start(() -> serve(peer));
            } catch (ClosedChannelException closed) {
                return;
            } catch (IOException trouble) {
                log.line("warning: unable to accept on " + socket + ": " + trouble.getMessage());
                waitForDescriptors();
            }
        }
    }

    /** Most likely no descriptor was free; asking again at once would only burn the processor. */
    private static void waitForDescriptors() {
        try {
            Thread.sleep(Duration.ofMillis(200));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(SocketChannel peer) {
        ScheduledFuture<?> limit = overdue.schedule(() -> closeQuietly(peer), MAX_TIME.toSeconds(), TimeUnit.SECONDS);
        try (peer) {
            int uid = accounts.uid(peer);
            AtomicInteger own = callers.computeIfAbsent(uid, u -> new AtomicInteger());
            try {
                boolean room = own.incrementAndGet() <= MAX_PER_ACCOUNT;
                answer(peer, room ? takeFrom(peer, uid) : new Intake.Receipt(QueueFault.NO_MEMORY, 0));
            } finally {
                own.decrementAndGet();
            }
        } catch (IOException gone) {
            // The caller died; what it sent was not a whole message or is queued already.
        } finally {
            limit.cancel(false);
        }
    }

    private Intake.Receipt takeFrom(SocketChannel peer, int uid) {
        return intake.take(new BufferedInputStream(Channels.newInputStream(peer)), uid);
    }

    private static void answer(SocketChannel peer, Intake.Receipt receipt) throws IOException {
        OutputStream out = Channels.newOutputStream(peer);
        out.write(ByteBuffer.allocate(ANSWER_LENGTH)
                .put((byte) receipt.exit())
                .putLong(receipt.number())
                .array());
    }

    private static void closeQuietly(SocketChannel peer) {
        try {
            peer.close();
        } catch (IOException alreadyGone) {
            // Closing is all that was wanted.
        }
    }

    /** Takes no further callers; those who are being served are served to the end. */
    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(socket);
        overdue.shutdown();
    }
}
