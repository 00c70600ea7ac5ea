package eqmail.remote;

import eqmail.bfrmt.BeforeRemote;
import eqmail.bfrmt.Outgoing;
import eqmail.bfrmt.RemoteFilters;
import eqmail.delivery.Deliverer;
import eqmail.delivery.Order;
import eqmail.delivery.Replaceable;
import eqmail.mail.Address;
import eqmail.mail.Body;
import eqmail.mail.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Deliveries to other hosts in the daemon: the roles of qmail-rspawn and qmail-remote in one call, with connections kept
 * for the next message. Where somebody has put a program of their own in the place of {@code bin/qmail-bfrmt} or {@code
 * bin/qmail-remote}, or has something in {@code control/beforemote}, that is run instead, with the original's protocol.
 */
public final class RemoteDeliverer implements Deliverer, AutoCloseable {
    private static final String PLUG_IN = "qmail-bfrmt";
    private static final Duration SWEEP = Duration.ofSeconds(2);
    /** A program that is installed counts after this time at the latest; looking for it costs more than a reply. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final Path home;
    private final Supplier<Optional<RemoteSettings>> settings;
    private final Surroundings world;
    private final Replaceable programs;
    private final Map<String, String> environment;
    private final RemoteFilters filters;
    private final SessionPool sessions;
    private final Thread sweeper;
    private volatile Choice choice =
            new Choice(Optional.empty(), Optional.empty(), System.nanoTime() - FRESH.toNanos() - 1);

    /** What runs instead of this room, as it was at a moment. */
    private record Choice(Optional<Path> plugIn, Optional<Path> program, long since) {
        boolean fresh() {
            return System.nanoTime() - since <= FRESH.toNanos();
        }
    }

    /**
     * Delivers for {@code home}.
     *
     * @param settings asked anew for each delivery; without any it waits
     * @param programs tells whether a program stands in for us
     * @param environment what such a program finds
     * @param filters have every message first, unless a plug-in before qmail-remote runs: below it, qmail-remote has them
     */
    public RemoteDeliverer(
            Path home,
            Supplier<Optional<RemoteSettings>> settings,
            Surroundings world,
            Replaceable programs,
            Map<String, String> environment,
            RemoteFilters filters) {
        this.home = home;
        this.settings = settings;
        this.world = world;
        this.programs = programs;
        this.environment = withHome(environment, home);
        this.filters = filters;
        this.sessions = new SessionPool(System::nanoTime, world.threads());
        this.sweeper = Thread.ofVirtual().name("remote-idle").unstarted(this::sweep);
        sweeper.start();
    }

    /** Scripts of the image find their home by it, wherever they lie. */
    private static Map<String, String> withHome(Map<String, String> environment, Path home) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("QMAILHOME", home.toString());
        return Map.copyOf(all);
    }

    @Override
    public Verdict deliver(Order order) throws InterruptedException {
        String recipient = order.recipient();
        if (recipient.indexOf('@') < 0) {
            return new Verdict.Refused("Sorry, address must include host name. (#5.1.3)\n");
        }
        Choice now = choice();
        if (now.plugIn().isPresent()) {
            return run(now.plugIn().get(), order, order.body());
        }
        Outgoing mail = new Outgoing(Address.domain(recipient), order.sender(), List.of(recipient), order.body());
        Optional<RemoteSettings> known = settings.get();
        if (known.isEmpty()) {
            return new Verdict.Deferred("Unable to read control files. (#4.3.0)\n");
        }
        RemoteSettings current = known.get();
        try (RemoteFilters.Filtered filtered = filters.pass(current.filters(), mail)) {
            if (filtered.stopped().isPresent()) {
                return filtered.stopped().get();
            }
            return now.program().isPresent()
                    ? run(now.program().get(), order, filtered.body())
                    : send(current, mail, filtered.body());
        }
    }

    private Verdict run(Path program, Order order, Body body) throws InterruptedException {
        return new RemoteProgram(home, program, environment, order, world.longest()).run(body);
    }

    private Verdict send(RemoteSettings current, Outgoing mail, Body body) throws InterruptedException {
        Report report = new RemoteDelivery(current, world, sessions)
                .deliver(mail.host(), mail.sender(), mail.recipients(), body);
        Verdict verdict = RemoteVerdict.of(report.records());
        if (verdict instanceof Verdict.Deferred && Thread.interrupted()) {
            throw new InterruptedException();
        }
        return verdict;
    }

    private Choice choice() {
        Choice now = choice;
        if (!now.fresh()) {
            now = new Choice(plugIn(), programs.standIn("qmail-remote"), System.nanoTime());
            choice = now;
        }
        return now;
    }

    /** Somebody's own plug-in before qmail-remote, or ours if it has anything to do. */
    private Optional<Path> plugIn() {
        Optional<Path> own = programs.standIn(PLUG_IN);
        return own.isEmpty() && BeforeRemote.configured(home) ? Optional.of(programs.command(PLUG_IN)) : own;
    }

    /** Says goodbye on all idle connections, and ends filters that stay. Deliveries that still run are not disturbed. */
    @Override
    public void close() {
        sweeper.interrupt();
        filters.close();
        sessions.close();
    }

    private void sweep() {
        try {
            while (true) {
                Thread.sleep(SWEEP);
                sessions.expire();
            }
        } catch (InterruptedException closed) {
            // Nothing is left to sweep.
        }
    }
}
