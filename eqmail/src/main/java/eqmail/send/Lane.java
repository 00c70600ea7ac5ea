package eqmail.send;

import eqmail.bytes.Latin1;
import eqmail.delivery.Channel;
import eqmail.mail.Address;
import eqmail.spool.Recipient;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The slots of one channel and who gets the next one: destinations take turns, and one that holds its share of slots
 * already lets the others pass. Owned by the owner thread of {@link Send}.
 */
final class Lane {
    /**
     * So many messages for one destination wait in memory beyond its deliveries under way; more would only be held ready
     * for slots that cannot come soon. Messages, not recipients: a long list must not keep others out.
     */
    private static final int WINDOW = 16;

    private static final int STARTS_A_DUE = 2;

    /** When messages that are not in memory want their next pass in this channel. */
    final DueQueue due = new DueQueue();

    private final Channel channel;
    private final int slots;
    private final DestinationLimit limit;
    /** All destinations that are not {@link Destination#unused()}, by key. */
    private final Map<String, Destination> destinations = new HashMap<>();
    /** Those with waiting recipients, each once; the first one's turn is next. */
    private final Deque<Destination> turns = new ArrayDeque<>();

    private int running;
    private int waiting;
    /** Starts since a due message was let in although all slots were taken. */
    private int startsSinceDue;

    Lane(Channel channel, int slots, DestinationLimit limit) {
        this.channel = channel;
        this.slots = slots;
        this.limit = limit;
    }

    Channel channel() {
        return channel;
    }

    int slots() {
        return slots;
    }

    int running() {
        return running;
    }

    int free() {
        return slots - running;
    }

    /** Recipients that wait in memory. */
    int waiting() {
        return waiting;
    }

    /** Lets every recipient of {@code pass} that is not done wait for a slot. */
    void add(Pass pass) {
        OpenMessage message = pass.message;
        for (int i = 0; i < message.recipients.size(); i++) {
            Recipient recipient = message.recipients.get(i);
            if (recipient.channel() == channel && !message.isDone(i)) {
                add(destination(recipient.address()), pass, i);
            }
        }
    }

    /**
     * Takes a slot for the delivery whose turn it is.
     *
     * @return null when no slot is free or none of those who wait may have it now
     */
    @Nullable
    Delivery next(long number) {
        if (running >= slots) {
            return null;
        }
        // Only destinations with deliveries under way can be turned away, so this ends after at most slots + 1 looks.
        for (int looks = turns.size(); looks > 0; looks--) {
            Destination destination = turns.removeFirst();
            boolean admitted = limit.admits(destination.running, free());
            Delivery delivery = admitted ? destination.next(number) : null;
            if (destination.waiting > 0) {
                turns.addLast(destination);
            }
            if (delivery != null) {
                running++;
                waiting--;
                startsSinceDue++;
                return delivery;
            }
        }
        return null;
    }

    /**
     * May a due message come into memory although enough wait there? One for {@link #STARTS_A_DUE} starts: else a stream
     * of new mail would keep deferred mail out for ever.
     */
    boolean hasTurnForDue() {
        return startsSinceDue >= STARTS_A_DUE;
    }

    /** Takes the first due message out of {@link #due}. */
    long pollDue() {
        startsSinceDue = 0;
        return due.poll();
    }

    /** Gives back the slot of a delivery that has ended. */
    void release(Destination destination) {
        destination.running--;
        running--;
    }

    /** Forgets a destination that nobody wants any more. */
    void forgetIfUnused(Destination destination) {
        if (destination.unused()) {
            destinations.remove(destination.key);
        }
    }

    /**
     * Where the message should wait outside memory: the destination of its first recipient, if all destinations of the
     * pass have as much in memory as they need. Null: the pass can go on.
     */
    @Nullable
    Destination crowded(OpenMessage message) {
        Destination first = null;
        for (int i = 0; i < message.recipients.size(); i++) {
            Recipient recipient = message.recipients.get(i);
            if (recipient.channel() == channel && !message.isDone(i)) {
                Destination destination = destinations.get(key(recipient.address()));
                if (destination == null || !isCrowded(destination)) {
                    return null;
                }
                first = first == null ? destination : first;
            }
        }
        return first;
    }

    /** Has this destination so little in memory that a parked message should be opened? */
    boolean wantsMore(Destination destination) {
        return !destination.parked.isEmpty() && destination.messages() + destination.opening < WINDOW / 2;
    }

    private static boolean isCrowded(Destination destination) {
        return !destination.parked.isEmpty() || destination.messages() >= WINDOW + destination.running;
    }

    private Destination destination(String address) {
        return destinations.computeIfAbsent(key(address), Destination::new);
    }

    private void add(Destination destination, Pass pass, int index) {
        if (destination.waiting == 0) {
            turns.addLast(destination);
        }
        destination.add(pass, index);
        pass.outstanding++;
        waiting++;
    }

    /** Remote mail meets at the host, local mail at the mailbox (its program or lock). */
    private String key(String address) {
        return Latin1.lower(channel == Channel.REMOTE ? Address.domain(address) : address);
    }
}
