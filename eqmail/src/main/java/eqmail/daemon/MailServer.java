package eqmail.daemon;

import eqmail.call.CallDesk;
import eqmail.call.CallServer;
import eqmail.delivery.Deliverer;
import eqmail.dkim.Verifier;
import eqmail.dns.Resolver;
import eqmail.fs.RealDisk;
import eqmail.mail.BodyForm;
import eqmail.mail.MessageId;
import eqmail.queue.DropPickup;
import eqmail.queue.HandoverServer;
import eqmail.queue.MailQueue;
import eqmail.queue.Origin;
import eqmail.queue.QueueChoice;
import eqmail.queue.QueueProgram;
import eqmail.queue.SpoolQueue;
import eqmail.send.Outlet;
import eqmail.send.Send;
import eqmail.send.SendControls;
import eqmail.send.Surroundings;
import eqmail.spool.SegmentSpool;
import eqmail.spool.Spool;
import eqmail.spool.SpoolSettings;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The inner half of a resident server: spool, send, and the doors for commands. Servers for the network put messages
 * into {@link #network}. Opened after the process has become the account that it works as.
 */
final class MailServer {
    /** Files are dropped only while nobody listens, or by callers who found no socket; so there is no hurry. */
    private static final Duration COLLECT_EVERY = Duration.ofSeconds(5);

    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);
    /** Reading back what was just written is memory's work; more threads would only wait for one another. */
    private static final int SPOOL_READERS = 4;

    private final Host host;
    private final Identity identity;
    private final Verifier verifier;
    private final Spool spool;
    private final SpoolQueue fromNetwork;
    private final SpoolQueue fromCommands;
    private final Send send;
    private final ExecutorService readers = Executors.newFixedThreadPool(
            SPOOL_READERS, Thread.ofPlatform().daemon().name("spool-reader-", 0).factory());
    private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
    private final Thread collector;
    /** What queue programs of network sessions find beside the session's variables. */
    private final Map<String, String> forPrograms;

    private @Nullable HandoverServer handover;
    private @Nullable CallServer calls;

    /**
     * Opens the spool of {@code host} and wires what works on it; nothing moves before {@link #start}.
     *
     * @throws eqmail.spool.SpoolLockedException when another server owns it
     * @throws IOException when it cannot be opened
     */
    MailServer(Host host, Identity identity, SendControls controls, Deliverer remote, Resolver resolver)
            throws IOException {
        this.host = host;
        this.verifier = new Verifier(resolver, host.clock());
        this.identity = identity;
        this.spool = openSpool(host);
        this.fromNetwork = new SpoolQueue(spool, BodyForm.WIRE, host.clock(), host.zone(), this::arrived);
        this.fromCommands = new SpoolQueue(spool, BodyForm.UNIX, host.clock(), host.zone(), this::arrived);
        QueueChoice choice = choice(fromCommands);
        // Asked for each bounce and forward: a stand-in may be put there, or taken away, at any time.
        MailQueue own = origin -> choice.of(host.environment()).open(origin);
        Surroundings around = new Surroundings(
                spool,
                identity.localDeliveries(own),
                new Outlet(remote, background),
                own,
                Origin.bounce(identity.bounceUid()),
                readers,
                background,
                host.log(),
                host.clock(),
                host.zone());
        this.send = new Send(controls, around);
        this.forPrograms = new HashMap<>(host.environment());
        forPrograms.put(QueueProgram.ACTS_FOR, Integer.toUnsignedString(identity.networkUid()));
        this.collector = Thread.ofPlatform().daemon().name("drop-collector").unstarted(this::collect);
    }

    private static SegmentSpool openSpool(Host host) throws IOException {
        return SegmentSpool.open(
                new RealDisk(),
                host.queue().log(),
                SpoolSettings.defaults(),
                host.log(),
                new SecureRandom()::nextLong,
                System::nanoTime);
    }

    /** Begins to deliver, then opens the doors for commands. */
    void start() throws IOException {
        send.start();
        if (host.queue().accept().isPresent()) {
            handover = HandoverServer.listen(
                    host.queue().accept().get(),
                    fromCommands,
                    identity.peers(),
                    identity.origins(),
                    identity.shared(),
                    host.log());
        } else {
            host.log().line("warning: the path of the home is too long for a socket: commands use spool/drop");
        }
        Commands commands = new Commands(host, fromCommands, identity.origins());
        calls = CallServer.start(
                host.queue(),
                new CallDesk(host.queue().calls(), commands.byName(), host.log()),
                identity.shared(),
                host.clock(),
                host.log());
        collector.start();
    }

    /** The queue for a network session with {@code environment}. */
    MailQueue network(Map<String, String> environment) {
        return choice(fromNetwork).of(forPrograms, environment);
    }

    private QueueChoice choice(MailQueue own) {
        return new QueueChoice(host.home(), host.programs(), own).verifying(() -> verifier, host.log());
    }

    /** HUP. */
    void reread() {
        send.reread(host.control());
    }

    /** ALRM. */
    void runNow() {
        send.runNow();
    }

    /** Takes nothing more, waits for running deliveries, lets go of the spool. */
    void stop() throws IOException, InterruptedException {
        collector.interrupt();
        if (calls != null) {
            calls.close();
        }
        if (handover != null) {
            handover.close();
        }
        send.terminate();
        while (!send.awaitEnd(LOOK_AGAIN)) {
            // A delivery may take as long as its peer or program is allowed to; a second TERM does not hurry it.
        }
        background.shutdown();
        readers.shutdown();
        spool.close();
    }

    private void arrived(MessageId id) {
        send.accepted(id);
    }

    private void collect() {
        DropPickup pickup = new DropPickup(host.queue(), fromCommands, identity.origins(), host.clock(), host.log());
        try {
            while (true) {
                pickup.collect();
                Thread.sleep(COLLECT_EVERY);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
