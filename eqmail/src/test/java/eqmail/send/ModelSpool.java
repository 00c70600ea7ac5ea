package eqmail.send;

import eqmail.bytes.Latin1;
import eqmail.delivery.Channel;
import eqmail.mail.Body;
import eqmail.mail.BodyForm;
import eqmail.mail.MessageId;
import eqmail.spool.Change;
import eqmail.spool.Draft;
import eqmail.spool.Durable;
import eqmail.spool.Posting;
import eqmail.spool.Recipient;
import eqmail.spool.Spool;
import eqmail.spool.Stored;
import eqmail.spool.Summary;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A spool in memory that is as unkind as the contract allows: a load sees durable changes only, a change becomes durable
 * only when somebody waits for it or for a later one, and a crash may lose all others.
 */
final class ModelSpool implements Spool {
    /** Messages whose load fails as long as they are in here. */
    final Set<MessageId> unreadable = new HashSet<>();

    private final Map<MessageId, State> durable = new TreeMap<>();
    private final List<Runnable> journal = new ArrayList<>();
    private final Set<MessageId> removed = new HashSet<>();
    private long lastId;
    private int records;
    private boolean broken;

    /** State of one message as the records tell it. */
    private static final class State {
        final Posting posting;
        final Body body;
        List<Recipient> routing = new ArrayList<>();
        boolean routed;
        String bounce = "";
        final Map<Channel, Instant> due = new EnumMap<>(Channel.class);

        State(Posting posting, Body body) {
            this.posting = posting;
            this.body = body;
        }

        void apply(Change change) {
            switch (change) {
                case Change.Routed(List<Recipient> recipients) -> {
                    routing = new ArrayList<>(recipients);
                    routed = true;
                    recipients.forEach(r -> due.put(r.channel(), posting.birth()));
                }
                case Change.Done(int index) -> {
                    Recipient old = routing.get(index);
                    if (old.done()) {
                        throw new IllegalStateException("done twice: " + old);
                    }
                    routing.set(index, new Recipient(old.channel(), old.address(), true));
                }
                case Change.BounceNote(String text) -> bounce += text;
                case Change.BounceSent _ -> bounce = "";
                case Change.RetryAt(Channel channel, Instant time) -> due.put(channel, time);
                case Change.Removed _ -> throw new IllegalStateException("handled by the spool");
            }
        }

        @Nullable
        Instant due(Channel channel) {
            // Of recipients that are done it knows nothing here, like the real one.
            return due.get(channel);
        }
    }

    private static final class Text implements Body {
        private final byte[] bytes;

        Text(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public BodyForm form() {
            return BodyForm.UNIX;
        }

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }
    }

    /** Queues a message at once. */
    synchronized Stored put(String sender, List<String> recipients, String text, Instant birth, int uid) {
        sync();
        MessageId id = MessageId.of(0, ++lastId);
        Body body = new Text(Latin1.bytes(text));
        var envelope = new eqmail.mail.Envelope(sender, recipients);
        durable.put(id, new State(new Posting(envelope, birth, uid, body.size()), body));
        return stored(id);
    }

    /** The number that the next message will have. */
    synchronized long nextNumber() {
        return lastId + 1;
    }

    /** Changes the birth of a message and makes it due: what utime does to the original's queue files. */
    synchronized void age(MessageId id, Instant birth, Instant due) {
        sync();
        State old = state(id);
        Posting p = old.posting;
        State now = new State(new Posting(p.envelope(), birth, p.uid(), p.size()), old.body);
        now.routing = old.routing;
        now.routed = old.routed;
        now.bounce = old.bounce;
        old.due.keySet().forEach(channel -> now.due.put(channel, due));
        durable.put(id, now);
    }

    /** Loses what was not waited for, but for the first {@code kept} changes of it. */
    synchronized void crash(int kept) {
        List<Runnable> survivors = List.copyOf(journal.subList(0, Math.min(kept, journal.size())));
        journal.clear();
        survivors.forEach(Runnable::run);
    }

    /** Changes that a crash could lose. */
    synchronized int undurable() {
        return journal.size();
    }

    synchronized void sync() {
        List<Runnable> all = List.copyOf(journal);
        journal.clear();
        all.forEach(Runnable::run);
    }

    /** From now on no record can be written. */
    synchronized void fail() {
        broken = true;
    }

    /** How many records were handed in. */
    synchronized int records() {
        return records;
    }

    synchronized Set<MessageId> ids() {
        sync();
        return Set.copyOf(durable.keySet());
    }

    /** The {@code most} oldest messages. */
    synchronized List<MessageId> someIds(int most) {
        return durable.keySet().stream().limit(most).toList();
    }

    synchronized Stored now(MessageId id) {
        sync();
        return stored(id);
    }

    synchronized @Nullable Instant due(MessageId id, Channel channel) {
        sync();
        return state(id).due(channel);
    }

    @Override
    public synchronized Draft begin(BodyForm form) {
        MessageId id = MessageId.of(0, ++lastId);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        return new Draft() {
            @Override
            public MessageId id() {
                return id;
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                text.write(bytes, offset, length);
            }

            @Override
            public Durable commit(Posting posting) {
                return commit(id, new State(posting, new Text(text.toByteArray())));
            }

            private Durable commit(MessageId id, State state) {
                return enter(() -> durable.put(id, state));
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public synchronized void forEach(Consumer<Summary> visitor) {
        sync();
        durable.forEach((id, state) -> visitor.accept(new Summary(
                id, state.posting.birth(), state.routed, state.due(Channel.LOCAL), state.due(Channel.REMOTE))));
    }

    @Override
    public synchronized Stored load(MessageId id) throws IOException {
        if (unreadable.contains(id)) {
            throw new IOException("unreadable");
        }
        if (!durable.containsKey(id)) {
            throw new FileNotFoundException(id.toString());
        }
        return stored(id);
    }

    @Override
    public synchronized Durable record(MessageId id, List<Change> changes) {
        List<Change> copy = List.copyOf(changes);
        records++;
        return enter(() -> apply(id, copy));
    }

    private void apply(MessageId id, List<Change> changes) {
        if (removed.contains(id)) {
            throw new IllegalStateException("changed after its end: " + id + " " + changes);
        }
        for (Change change : changes) {
            if (change instanceof Change.Removed) {
                removed.add(id);
                durable.remove(id);
            } else {
                state(id).apply(change);
            }
        }
    }

    private Durable enter(Runnable change) {
        journal.add(change);
        return () -> {
            if (broken) {
                throw new IOException("disk on fire");
            }
            sync();
        };
    }

    private State state(MessageId id) {
        return Objects.requireNonNull(durable.get(id), () -> "not queued: " + id);
    }

    private Stored stored(MessageId id) {
        State state = state(id);
        return new Stored(
                id,
                state.posting.envelope(),
                state.posting.birth(),
                state.posting.uid(),
                state.routing,
                state.routed,
                state.bounce,
                state.body);
    }

    @Override
    public synchronized long count() {
        return ids().size();
    }

    @Override
    public void close() {}
}
