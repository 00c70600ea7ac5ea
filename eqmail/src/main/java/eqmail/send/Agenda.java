package eqmail.send;

import eqmail.delivery.Channel;
import eqmail.mail.MessageId;
import eqmail.spool.Spool;
import eqmail.spool.Stored;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Messages that are not in memory: when each is wanted, and reading it back. At most one read of a message is under way, so
 * that nobody ever works with a state older than its last change.
 */
final class Agenda {
    /** Reads at a time; a disk needs no more to be busy. */
    private static final int MOST_READS = 64;

    /** What is due although every slot is taken: read so many ahead, so that a free slot finds work at once. */
    private static final int AHEAD = 16;

    /** A step that failed for reasons of our host is repeated after so many seconds (SLEEP_SYSFAIL). */
    static final int SYSTEM_TROUBLE = 123;

    private final Spool spool;
    private final Settlement settlement;
    private final Executor readers;
    private final Consumer<Runnable> owner;
    private final Map<MessageId, Reading> readings = new HashMap<>();
    /** To be routed, or finished: nobody knows before it is read. */
    private final DueQueue unclear = new DueQueue();

    /** {@code owner} runs what it gets in the owner thread. */
    Agenda(Spool spool, Settlement settlement, Executor readers, Consumer<Runnable> owner) {
        this.spool = spool;
        this.settlement = settlement;
        this.readers = readers;
        this.owner = owner;
    }

    /** What is wanted of a message that is being read. */
    static final class Reading {
        final MessageId id;
        /** Routing or end: whatever it needs. */
        boolean unclear;
        /** Passes to open, one a channel at most. */
        final List<Want> wants = new ArrayList<>(2);

        Reading(MessageId id) {
            this.id = id;
        }

        private void want(Want want) {
            if (wants.stream().noneMatch(w -> w.channel() == want.channel())) {
                wants.add(want);
            }
        }
    }

    /**
     * A pass to open.
     *
     * @param parkedAt the destination that asked for it, if the message was parked there
     */
    record Want(Channel channel, @Nullable Destination parkedAt) {}

    /** Takes what was read. Runs in the owner thread. */
    interface Reader {
        /** {@code stored} is the message as it is now. */
        void opened(Reading reading, Stored stored);

        /** It cannot be read now. */
        void unreadable(Reading reading);

        /** It left the queue. */
        void gone(Reading reading);
    }

    /** The message is to be looked at in second {@code time}. */
    void lookAt(long time, MessageId id) {
        unclear.add(time, id.value());
    }

    /** Reads what is {@link #lookAt due} to be looked at, as far as there is room. */
    void readUnclear(long now, Reader reader) {
        while (unclear.hasDue(now) && readings.size() < MOST_READS) {
            reading(new MessageId(unclear.poll()), reader).unclear = true;
        }
    }

    /** Is there room to read another message for {@code lane}, and use for it? */
    boolean hasRoom(Lane lane) {
        if (readings.size() >= MOST_READS) {
            return false;
        }
        return lane.free() > 0
                ? readings.size() < lane.free() + AHEAD
                : lane.waiting() + readings.size() < AHEAD || lane.hasTurnForDue();
    }

    /** Reads a message for a pass. */
    void read(MessageId id, Want want, Reader reader) {
        reading(id, reader).want(want);
    }

    /** Second in which something not due yet becomes due; {@link Long#MAX_VALUE} for never. */
    long firstAfter(long now) {
        long first = unclear.firstTime();
        return first > now ? first : Long.MAX_VALUE;
    }

    private Reading reading(MessageId id, Reader reader) {
        Reading known = readings.get(id);
        if (known != null) {
            return known;
        }
        Reading reading = new Reading(id);
        readings.put(id, reading);
        readers.execute(() -> load(reading, reader));
        return reading;
    }

    private void load(Reading reading, Reader reader) {
        Runnable answer;
        try {
            settlement.await();
            Stored stored = spool.load(reading.id);
            answer = () -> reader.opened(reading, stored);
        } catch (FileNotFoundException e) {
            answer = () -> reader.gone(reading);
        } catch (IOException | RuntimeException e) {
            answer = () -> reader.unreadable(reading);
        }
        Runnable taken = answer;
        owner.accept(() -> {
            readings.remove(reading.id);
            taken.run();
        });
    }
}
