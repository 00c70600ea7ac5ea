package eqmail.send;

import eqmail.bounce.BounceNames;
import eqmail.mail.MessageId;
import eqmail.spool.Change;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Messages whose recipients are all done: they leave the queue, those with notes once their bounce is safe. */
final class Endings {
    /** Bounces that are injected at a time; others wait as ids. */
    private static final int MOST_BOUNCES = 20;

    private final BounceDesk desk;
    private final Settlement settlement;
    private final Agenda agenda;
    private final SendLog log;
    private final Executor background;
    private final Consumer<Runnable> owner;
    private final InstantSource clock;
    private final Consumer<Arrivals.Arrival> arrivals;

    private final LongQueue waiting = new LongQueue();
    /** Messages in {@link #waiting}, or whose bounce is under way: a second look at one must not bounce it twice. */
    private final Set<MessageId> ending = new HashSet<>();
    /** Bounces that arrived before their own outcome: the log tells of the bounce first, as qmail-send does. */
    private final Map<MessageId, Arrivals.Arrival> early = new HashMap<>();

    private int bouncing;

    /** {@code owner} runs what it gets in the owner thread, {@code arrivals} takes bounces that came too early. */
    Endings(
            Surroundings around,
            BounceNames names,
            Settlement settlement,
            Agenda agenda,
            SendLog log,
            Consumer<Runnable> owner,
            Consumer<Arrivals.Arrival> arrivals) {
        this.desk = new BounceDesk(around, settlement, names);
        this.settlement = settlement;
        this.agenda = agenda;
        this.log = log;
        this.background = around.background();
        this.clock = around.clock();
        this.owner = owner;
        this.arrivals = arrivals;
    }

    /** Ends {@code message}; {@code changes} are not recorded yet. */
    void end(OpenMessage message, List<Change> changes) {
        if (message.noted) {
            settlement.record(message, changes);
            if (ending.add(message.id)) {
                waiting.add(message.id.value());
                sendBounces();
            }
        } else {
            settlement.removed(message.id, false);
        }
    }

    /** Is this a bounce that must wait until its outcome was seen? Then it is kept here until then. */
    boolean keepsBack(Arrivals.Arrival arrival) {
        if (!desk.isFresh(arrival.id().number())) {
            return false;
        }
        early.put(arrival.id(), arrival);
        return true;
    }

    /** Bounces under way. */
    int bouncing() {
        return bouncing;
    }

    private void sendBounces() {
        while (bouncing < MOST_BOUNCES && !waiting.isEmpty()) {
            MessageId id = new MessageId(waiting.poll());
            bouncing++;
            background.execute(() -> {
                BounceDesk.Outcome outcome = desk.trySend(id);
                owner.accept(() -> sent(id, outcome));
            });
        }
    }

    private void sent(MessageId id, BounceDesk.Outcome outcome) {
        bouncing--;
        ending.remove(id);
        switch (outcome) {
            case BounceDesk.Outcome.Sent(long qp) -> {
                log.bounced(id, qp);
                settlement.removed(id, true);
                desk.seen(qp);
                Arrivals.Arrival bounce = early.remove(new MessageId(qp));
                if (bounce != null) {
                    arrivals.accept(bounce);
                }
            }
            case BounceDesk.Outcome.Triple _ -> {
                log.tripleBounce(id);
                settlement.removed(id, true);
            }
            case BounceDesk.Outcome.Failed(String warning) -> {
                log.line(warning);
                agenda.lookAt(clock.millis() / 1000 + Agenda.SYSTEM_TROUBLE, id);
            }
        }
        sendBounces();
    }
}
