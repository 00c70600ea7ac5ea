package eqmail.send;

import eqmail.delivery.Channel;
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
final class Scheduler implements Agenda.Reader {
    private final Surroundings around;
    private final RetrySchedule schedule;
    private final Consumer<Runnable> owner;
    private final SendLog log;
    private final Settlement settlement;
    private final Agenda agenda;
    private final Deliveries deliveries;
    private final Endings endings;
    private final Lane local;
    private final Lane remote;

    private final OpenMessages open = new OpenMessages();
    private Router router;
    private long started;
    /** No delivery starts any more: TERM, or a spool that cannot be written. */
    private boolean halted;

    Scheduler(SendControls controls, Surroundings around, SendLog log, Consumer<Runnable> owner) {
        this.around = around;
        this.owner = owner;
        this.log = log;
        this.router = new Router(controls.tables(), controls.percentHack(), controls.envNoAtHost());
        this.schedule = new RetrySchedule(controls.queueLifetime());
        this.settlement = new Settlement(around.spool(), log);
        this.agenda = new Agenda(around.spool(), settlement, around.readers(), owner);
        this.deliveries = new Deliveries(around, owner, this::ended);
        this.endings = new Endings(around, controls.bounces(), settlement, agenda, log, owner, this::arrive);
        this.local = new Lane(Channel.LOCAL, controls.concurrencyLocal(), controls.destinationLimit());
        this.remote = new Lane(Channel.REMOTE, controls.concurrencyRemote(), controls.destinationLimit());
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
    private void arrive(Stored stored) {
        if (halted || open.find(stored.id()) != null) {
            return;
        }
        log.newMessage(stored.id());
        log.info(stored.id(), stored.body().size(), stored.envelope().sender(), stored.uid());
        List<Recipient> routing = router.route(stored.envelope().recipients());
        goOn(new OpenMessage(stored, routing, now()));
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
        long now = now();
        openDue(local, now);
        openDue(remote, now);
        agenda.readUnclear(now, this);
    }

    /** Looks after things that take long; once a second. */
    void tick() {
        long now = now();
        for (OpenMessage message : open.all()) {
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
        open.all().forEach(settlement::recordRouting);
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
        return open.isEmpty() ? first : Math.min(first, now + 1);
    }

    @Override
    public void opened(Agenda.Reading reading, Stored stored) {
        reading.wants.forEach(Scheduler::notOpening);
        if (halted) {
            return;
        }
        if (!stored.routed()) {
            arrive(stored);
            refillAll(reading);
            return;
        }
        OpenMessage message = new OpenMessage(stored, stored.routing(), now());
        if (reading.unclear || message.allDone()) {
            // A spool may take a channel for due although all its recipients are done.
            goOn(message);
        } else {
            open.add(message);
            for (Agenda.Want want : reading.wants) {
                openPass(message, lane(want.channel()), want.parkedAt() != null);
            }
            leaveIfIdle(message);
        }
        refillAll(reading);
    }

    @Override
    public void unreadable(Agenda.Reading reading) {
        log.line("warning: trouble opening mess/" + reading.id.number() + "; will try again later");
        long again = now() + Agenda.SYSTEM_TROUBLE;
        for (Agenda.Want want : reading.wants) {
            notOpening(want);
            lane(want.channel()).due.add(again, reading.id.value());
        }
        if (reading.unclear) {
            agenda.lookAt(again, reading.id);
        }
        refillAll(reading);
    }

    @Override
    public void gone(Agenda.Reading reading) {
        reading.wants.forEach(Scheduler::notOpening);
        refillAll(reading);
    }

    private void goOn(OpenMessage message) {
        if (message.allDone()) {
            end(message, new ArrayList<>());
            return;
        }
        open.add(message);
        openPass(message, local, false);
        openPass(message, remote, false);
        leaveIfIdle(message);
    }

    private void openPass(OpenMessage message, Lane lane, boolean itsTurn) {
        if (message.left(lane.channel()) == 0 || message.pass(lane.channel()) != null) {
            return;
        }
        if (lane.slots() == 0 || !open.hasRoomFor(message)) {
            settlement.recordRouting(message);
            lane.due.add(now(), message.id.value());
            return;
        }
        Destination crowded = itsTurn || open.isComfortable() ? null : lane.crowded(message);
        if (crowded != null) {
            settlement.recordRouting(message);
            crowded.parked.add(message.id.value());
            return;
        }
        Pass pass = new Pass(message, lane.channel());
        message.setPass(lane.channel(), pass);
        lane.add(pass);
    }

    private void openDue(Lane lane, long now) {
        while (lane.slots() > 0 && open.hasRoom() && lane.due.hasDue(now) && agenda.hasRoom(lane)) {
            open(new MessageId(lane.pollDue()), new Agenda.Want(lane.channel(), null));
        }
    }

    private void open(MessageId id, Agenda.Want want) {
        OpenMessage message = open.find(id);
        if (message == null) {
            agenda.read(id, want, this);
        } else {
            notOpening(want);
            openPass(message, lane(want.channel()), want.parkedAt() != null);
        }
    }

    private static void notOpening(Agenda.Want want) {
        if (want.parkedAt() != null) {
            want.parkedAt().opening--;
        }
    }

    private void refillAll(Agenda.Reading reading) {
        for (Agenda.Want want : reading.wants) {
            if (want.parkedAt() != null) {
                refill(lane(want.channel()), want.parkedAt());
            }
        }
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
        refill(lane, delivery.destination());
        return true;
    }

    private void ended(Delivery delivery, @Nullable Verdict verdict, @Nullable Throwable trouble) {
        if (trouble != null) {
            log.line("warning: internal error: " + trouble);
        }
        Pass pass = delivery.pass();
        OpenMessage message = pass.message;
        Lane lane = lane(pass.channel);
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
            leaveIfIdle(message);
        }
        refill(lane, delivery.destination());
    }

    private void close(Pass pass, List<Change> changes) {
        OpenMessage message = pass.message;
        message.setPass(pass.channel, null);
        if (message.left(pass.channel) > 0) {
            changes.add(new Change.RetryAt(pass.channel, Instant.ofEpochSecond(pass.retryAt())));
            lane(pass.channel).due.add(pass.retryAt(), message.id.value());
        }
    }

    private void leaveIfIdle(OpenMessage message) {
        if (message.idle()) {
            open.remove(message);
        }
    }

    private void end(OpenMessage message, List<Change> changes) {
        open.remove(message);
        endings.end(message, changes);
    }

    /** Opens messages that were parked at a destination which has room for them now. */
    private void refill(Lane lane, Destination destination) {
        while (!halted && lane.wantsMore(destination)) {
            destination.opening++;
            open(new MessageId(destination.parked.poll()), new Agenda.Want(lane.channel(), destination));
        }
        lane.forgetIfUnused(destination);
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

    private Lane lane(Channel channel) {
        return channel == Channel.LOCAL ? local : remote;
    }

    private long now() {
        return Math.floorDiv(around.clock().millis(), 1000L);
    }
}
