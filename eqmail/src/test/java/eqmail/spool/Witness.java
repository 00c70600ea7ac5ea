package eqmail.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eqmail.bytes.Latin1;
import eqmail.mail.BodyForm;
import eqmail.mail.Envelope;
import eqmail.mail.MessageId;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Uses a spool, remembers what it promised, and says after a crash whether it kept its word: everything promised is there,
 * nothing is there in part, and what was asked for without an answer is there wholly or not at all, in order.
 */
final class Witness {
    /** A message as it should be. */
    private static final class Told {
        final String text;
        final BodyForm form;
        final Envelope envelope;
        final List<List<Change>> asked = new ArrayList<>();
        boolean committed;
        int promised;

        Told(String text, BodyForm form, Envelope envelope) {
            this.text = text;
            this.form = form;
            this.envelope = envelope;
        }

        boolean removedWithin(int changes) {
            return asked.subList(0, changes).stream().anyMatch(c -> c.contains(new Change.Removed()));
        }
    }

    /** What is recorded of a message after some of its changes. */
    private record State(List<Recipient> routing, boolean routed, String bounce) {}

    private final Map<MessageId, Told> told = new LinkedHashMap<>();
    private long highest;

    MessageId accept(Spool spool, String text, String... recipients) throws IOException {
        return accept(spool, BodyForm.UNIX, text, recipients);
    }

    MessageId accept(Spool spool, BodyForm form, String text, String... recipients) throws IOException {
        try (Draft draft = spool.begin(form)) {
            assertThat(draft.id().value()).as("id not given before").isGreaterThan(highest);
            highest = draft.id().value();
            byte[] bytes = Latin1.bytes(text);
            for (int at = 0; at < bytes.length; at += 3000) {
                draft.write(bytes, at, Math.min(3000, bytes.length - at));
            }
            Envelope envelope = new Envelope("s@example.org", List.of(recipients));
            Told message = new Told(text, form, envelope);
            told.put(draft.id(), message);
            draft.commit(new Posting(envelope, SpoolFixture.BIRTH, 7, bytes.length))
                    .await();
            message.committed = true;
            return draft.id();
        }
    }

    /** The last message was refused by a disk that was full, not by a crash: it must not show up. */
    void forgetRefused() {
        told.values().removeIf(message -> !message.committed);
    }

    /** Begins a message and gives it up. */
    void drop(Spool spool, String text) throws IOException {
        try (Draft draft = spool.begin(BodyForm.UNIX)) {
            assertThat(draft.id().value()).isGreaterThan(highest);
            highest = draft.id().value();
            byte[] bytes = Latin1.bytes(text);
            draft.write(bytes, 0, bytes.length);
        }
    }

    void record(Spool spool, MessageId id, Change... changes) throws IOException {
        Told message = message(id);
        Durable durable = ask(spool, id, changes);
        int asked = message.asked.size();
        durable.await();
        message.promised = asked;
    }

    /** Records without waiting. */
    Durable ask(Spool spool, MessageId id, Change... changes) {
        message(id).asked.add(List.of(changes));
        return spool.record(id, List.of(changes));
    }

    private Told message(MessageId id) {
        Told message = told.get(id);
        if (message == null) {
            throw new AssertionError("no message " + id);
        }
        return message;
    }

    /** Another witness of the same, for another way the same crash may have ended. */
    Witness copy() {
        Witness copy = new Witness();
        copy.highest = highest;
        told.forEach((id, message) -> {
            Told mine = new Told(message.text, message.form, message.envelope);
            mine.asked.addAll(message.asked);
            mine.committed = message.committed;
            mine.promised = message.promised;
            copy.told.put(id, mine);
        });
        return copy;
    }

    /** Messages that are certainly queued. */
    List<MessageId> queued() {
        return told.keySet().stream()
                .filter(id -> message(id).committed
                        && !message(id).removedWithin(message(id).asked.size()))
                .toList();
    }

    int recipients(MessageId id) {
        return message(id).envelope.recipients().size();
    }

    boolean routed(MessageId id) {
        return message(id).asked.stream().flatMap(List::stream).anyMatch(Change.Routed.class::isInstance);
    }

    /** After a crash: whatever was asked for and found is a promise from now on. */
    void verify(Spool found) throws IOException {
        Set<MessageId> seen = new HashSet<>();
        found.forEach(summary -> seen.add(summary.id()));
        assertThat(told.keySet()).containsAll(seen);
        assertThat(found.count()).isEqualTo(seen.size());
        for (Map.Entry<MessageId, Told> each : told.entrySet()) {
            Told message = each.getValue();
            MessageId id = each.getKey();
            if (seen.contains(id)) {
                assertThat(message.removedWithin(message.promised))
                        .as("message " + id + " came back")
                        .isFalse();
                verify(id, message, found.load(id));
                message.committed = true;
            } else {
                assertThat(message.committed && !message.removedWithin(message.asked.size()))
                        .as("message " + id + " is lost")
                        .isFalse();
                assertThatThrownBy(() -> found.load(id)).isInstanceOf(FileNotFoundException.class);
                message.promised = message.asked.size();
            }
        }
        told.entrySet().removeIf(each -> !seen.contains(each.getKey()));
    }

    private static void verify(MessageId id, Told message, Stored stored) throws IOException {
        assertThat(stored.envelope()).isEqualTo(message.envelope);
        assertThat(stored.body().form()).isEqualTo(message.form);
        assertThat(SpoolFixture.text(stored).equals(message.text))
                .as("text of " + id)
                .isTrue();
        State is = new State(stored.routing(), stored.routed(), stored.bounce());
        for (int known = message.asked.size(); known >= message.promised; known--) {
            if (!message.removedWithin(known)
                    && state(message.asked.subList(0, known)).equals(is)) {
                List<List<Change>> kept = List.copyOf(message.asked.subList(0, known));
                message.asked.clear();
                message.asked.addAll(kept);
                message.promised = known;
                return;
            }
        }
        throw new AssertionError(id + " is " + is + " after " + message.asked + ", promised " + message.promised);
    }

    private static State state(List<List<Change>> changes) {
        List<Recipient> routing = new ArrayList<>();
        boolean routed = false;
        StringBuilder bounce = new StringBuilder();
        for (Change change : changes.stream().flatMap(List::stream).toList()) {
            switch (change) {
                case Change.Routed to -> {
                    routing = new ArrayList<>(to.recipients());
                    routed = true;
                }
                case Change.Done done -> routing.set(done.index(), SpoolFixture.done(routing.get(done.index())));
                case Change.BounceNote note -> bounce.append(note.text());
                case Change.BounceSent sent -> bounce.setLength(0);
                case Change.RetryAt retry -> assertThat(retry.time()).isAfter(Instant.EPOCH);
                case Change.Removed removed -> {}
            }
        }
        return new State(routing, routed, bounce.toString());
    }
}
