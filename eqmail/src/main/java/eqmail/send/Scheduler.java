package eqmail.send;

import eqmail.delivery.Router;
import eqmail.delivery.RoutingTables;
import eqmail.mail.MessageId;
import eqmail.mail.Verdict;
import eqmail.spool.Change;
import eqmail.spool.Recipient;
import eqmail.spool.Stored;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which delivery starts next, and what follows from its outcome. A message comes in ({@link #arrive}), opens a pass in each
 * channel it needs, its recipients wait in a {@link Lane} for slots, each outcome is settled, and when the last recipient
 * is done the message ends, with a bounce if anything failed. All methods run in the owner thread of {@link Send}.
 */
final class Scheduler implements Passes.Next {
    private final Surroundings around;
    private final RetrySchedule schedule;
    private final Consumer<Runnable> owner;
    private final SendLog log;
    private final Settlement settlement;
    private final Agenda agenda;
    private final Deliveries deliveries;
    private final Endings endings;
    private final Passes passes;
    private final Lane local;
    private final Lane remote;

    private Router router;
    private long started;
    /** No delivery starts any more: TERM, or a spool that cannot be written. */
    private boolean halted;

    Scheduler(SendControls controls, Surroundings around, SendLog log, Consumer<Runnable> owner) {
        this.around = around;
        this.owner = owner;
        this.log = log;
        this.router = controls.router();
        this.schedule = new RetrySchedule(controls.queueLifetime());
        this.settlement = new Settlement(around.spool(), log);
        this.agenda = new Agenda(around.spool(), settlement, around.readers(), owner);
        this.deliveries = new Deliveries(around, owner, this::ended);
        this.endings = new Endings(around, controls.bounces(), settlement, agenda, log, owner, this::arrive);
        this.passes = new Passes(controls, around.clock(), log, settlement, agenda, this);
        this.local = passes.local();
        this.remote = passes.remote();
    }

    void logStatus() {
        log.status(local, remote);
    }

    /** A message from the index of the spool. */
    void known(MessageId id, boolean routed, @Nullable Instant localDue, @Nullable Instant remoteDue) {
        if (!routed || (localDue == null && remoteDue == null)) {
            agenda.lookAt(now(), id);
            return;
        }
        if (localDue != null) {
            local.due.add(localDue.getEpochSecond(), id.value());
        }
        if (remoteDue != null) {
            remote.due.add(remoteDue.getEpochSecond(), id.value());
        }
    }

    /** A message that was just accepted. */
    void arrive(Arrivals.Arrival arrival) {
        if (endings.keepsBack(arrival)) {
            return;
        }
        switch (arrival) {
            case Arrivals.Whole(Stored stored) -> arrive(stored);
            case Arrivals.Id(MessageId id) -> agenda.lookAt(now(), id);
        }
    }

    /** Routes a new message and opens its passes. */
    @Override
    public void arrive(Stored stored) {
        if (halted || passes.has(stored.id())) {
            return;
        }
        log.newMessage(stored.id());
        log.info(stored.id(), stored.body().size(), stored.envelope().sender(), stored.uid());
        List<Recipient> routing =
                stored.envelope().recipients().stream().map(this::route).toList();
        passes.goOn(new OpenMessage(stored, routing, now()));
    }

    private Recipient route(String recipient) {
        Router.Route route = router.route(recipient);
        return new Recipient(route.channel(), route.address(), false);
    }

    /** Uses other tables for what is routed from now on. */
    void reroute(RoutingTables tables) {
        router = router.with(tables);
    }

    /** Everything that waits for its time is due now. */
    void everythingIsDue() {
        local.due.advanceAllTo(now());
        remote.due.advanceAllTo(now());
    }

    /** Starts what may start, reads what is due. */
    void advance() {
        if (halted) {
            return;
        }
        boolean started = true;
        while (started) {
            started = startNext(local);
            started |= startNext(remote);
        }
        passes.openDue(now());
    }

    /** Looks after things that take long; once a second. */
    void tick() {
        long now = now();
        for (OpenMessage message : passes.all()) {
            // Most messages end at once and leave one record. Who waits longer shall be seen by qmail-qread as routed.
            if (!message.recorded && message.opened < now - 1) {
                settlement.recordRouting(message);
            }
        }
        settlement.watch(around.background(), reason -> owner.accept(() -> stopForLostSpool(reason)));
    }

    /** Starts no delivery any more. What is only in memory goes into the spool. */
    void halt() {
        halted = true;
        passes.all().forEach(settlement::recordRouting);
    }

    /** Is nothing under way? */
    boolean quiet() {
        return local.running() + remote.running() + endings.bouncing() == 0;
    }

    /** Second of the next thing to do that no event will announce. */
    long wakeAt() {
        long now = now();
        if (halted) {
            return Long.MAX_VALUE;
        }
        long first = Math.min(agenda.firstAfter(now), Math.min(firstAfter(local, now), firstAfter(remote, now)));
        return passes.all().isEmpty() ? first : Math.min(first, now + 1);
    }

    private boolean startNext(Lane lane) {
        Delivery delivery = lane.next(started + 1);
        if (delivery == null) {
            return false;
        }
        started++;
        Pass pass = delivery.pass();
        pass.begin(schedule, now());
        Recipient recipient = delivery.recipient();
        log.starting(delivery.number(), pass.message.id, pass.channel, recipient.address());
        logStatus();
        deliveries.start(delivery);
        passes.refill(lane, delivery.destination());
        return true;
    }

    private void ended(Delivery delivery, @Nullable Verdict verdict, @Nullable Throwable trouble) {
        if (trouble != null) {
            log.line("warning: internal error: " + trouble);
        }
        Pass pass = delivery.pass();
        OpenMessage message = pass.message;
        Lane lane = passes.lane(pass.channel);
        lane.release(delivery.destination());
        List<Change> changes = settlement.outcome(delivery, verdict, router);
        logStatus();
        if (--pass.outstanding == 0) {
            close(pass, changes);
        }
        if (message.allDone()) {
            end(message, changes);
        } else {
            settlement.record(message, changes);
            passes.leaveIfIdle(message);
        }
        passes.refill(lane, delivery.destination());
    }

    private void close(Pass pass, List<Change> changes) {
        OpenMessage message = pass.message;
        message.setPass(pass.channel, null);
        if (message.left(pass.channel) > 0) {
            changes.add(new Change.RetryAt(pass.channel, Instant.ofEpochSecond(pass.retryAt())));
            passes.lane(pass.channel).due.add(pass.retryAt(), message.id.value());
        }
    }

    @Override
    public void end(OpenMessage message) {
        end(message, new ArrayList<>());
    }

    @Override
    public boolean halted() {
        return halted;
    }

    private void end(OpenMessage message, List<Change> changes) {
        passes.remove(message);
        endings.end(message, changes);
    }

    private void stopForLostSpool(String reason) {
        if (!halted) {
            halted = true;
            log.line("alert: unable to write to the queue: " + reason + "; starting no more deliveries");
        }
    }

    private static long firstAfter(Lane lane, long now) {
        long first = lane.slots() == 0 ? Long.MAX_VALUE : lane.due.firstTime();
        return first > now ? first : Long.MAX_VALUE;
    }

    private long now() {
        return Math.floorDiv(around.clock().millis(), 1000L);
    }
}
