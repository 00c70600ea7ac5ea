package eqmail.send;

import eqmail.delivery.Channel;
import eqmail.mail.MessageId;
import eqmail.spool.Stored;
import java.time.InstantSource;
import java.util.Collection;

/**
 * Which messages are in memory, and with which of their recipients: opens a pass in a channel when it is due and there is
 * room, parks what would only wait for a crowded destination, and reads it back when that has room again. All methods run
 * in the owner thread of {@link Send}.
 */
final class Passes implements Agenda.Reader {
    private final InstantSource clock;
    private final SendLog log;
    private final Settlement settlement;
    private final Agenda agenda;
    private final Next next;
    private final OpenMessages open = new OpenMessages();
    private final Lane local;
    private final Lane remote;

    /** What follows when a message was read. */
    interface Next {
        /** It was never routed. */
        void arrive(Stored stored);

        /** All its recipients are done. */
        void end(OpenMessage message);

        /** Does nothing start any more? */
        boolean halted();
    }

    Passes(SendControls controls, InstantSource clock, SendLog log, Settlement settlement, Agenda agenda, Next next) {
        this.clock = clock;
        this.log = log;
        this.settlement = settlement;
        this.agenda = agenda;
        this.next = next;
        this.local = new Lane(Channel.LOCAL, controls.concurrencyLocal(), controls.destinationLimit());
        this.remote = new Lane(Channel.REMOTE, controls.concurrencyRemote(), controls.destinationLimit());
    }

    Lane local() {
        return local;
    }

    Lane remote() {
        return remote;
    }

    Lane lane(Channel channel) {
        return channel == Channel.LOCAL ? local : remote;
    }

    /** Messages in memory. */
    Collection<OpenMessage> all() {
        return open.all();
    }

    /** Is the message in memory? */
    boolean has(MessageId id) {
        return open.find(id) != null;
    }

    /** Opens what is due and has room. */
    void openDue(long now) {
        openDue(local, now);
        openDue(remote, now);
        agenda.readUnclear(now, this);
    }

    @Override
    public void opened(Agenda.Reading reading, Stored stored) {
        reading.wants.forEach(Passes::notOpening);
        if (next.halted()) {
            return;
        }
        if (!stored.routed()) {
            next.arrive(stored);
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
        reading.wants.forEach(Passes::notOpening);
        refillAll(reading);
    }

    /** Opens the passes that {@code message} needs. */
    void goOn(OpenMessage message) {
        if (message.allDone()) {
            next.end(message);
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

    /** Lets go of a message that waits for nothing here. */
    void leaveIfIdle(OpenMessage message) {
        if (message.idle()) {
            remove(message);
        }
    }

    /** The message is not in memory any more. */
    void remove(OpenMessage message) {
        open.remove(message);
    }

    /** Opens messages that were parked at a destination which has room for them now. */
    void refill(Lane lane, Destination destination) {
        while (!next.halted() && lane.wantsMore(destination)) {
            destination.opening++;
            open(new MessageId(destination.parked.poll()), new Agenda.Want(lane.channel(), destination));
        }
        lane.forgetIfUnused(destination);
    }

    private long now() {
        return Math.floorDiv(clock.millis(), 1000L);
    }
}
