package eqmail.importer;

import eqmail.delivery.Channel;
import eqmail.mail.BodyForm;
import eqmail.mail.Envelope;
import eqmail.mail.MessageId;
import eqmail.spool.Change;
import eqmail.spool.Draft;
import eqmail.spool.Posting;
import eqmail.spool.Recipient;
import eqmail.spool.Spool;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Puts every queued message of an {@link OldQueue} into a spool, with its age, what is delivered already, the times of
 * its next tries and the bounce in the making. The old queue stays as it is.
 */
final class QueueImport {
    private static final int CHUNK = 64 << 10;

    /** Something is wrong with a message in the old queue. */
    static final class UnreadableException extends IOException {
        private static final long serialVersionUID = 1;

        UnreadableException(IOException why) {
            super(why.getMessage(), why);
        }
    }

    private final OldQueue queue;
    private final Spool spool;
    private final Journal journal;

    QueueImport(OldQueue queue, Spool spool, Journal journal) {
        this.queue = queue;
        this.spool = spool;
        this.journal = journal;
    }

    /** Numbers are inodes, which come again: with the birth they are unique. */
    static String key(OldMessage message) {
        return message.id() + "-" + message.birth().toEpochMilli();
    }

    /**
     * Brings one message over; false when a run before this one did.
     *
     * @throws UnreadableException when the old queue does not give it; others may be brought
     * @throws IOException when it cannot be queued: the host is in trouble, and going on is of no use now
     */
    boolean bring(long id) throws IOException {
        OldMessage message = read(id);
        String key = key(message);
        if (journal.isDone(key)) {
            return false;
        }
        OptionalLong before = journal.begun(key);
        MessageId queued = before.isPresent() && isQueued(before.getAsLong())
                ? new MessageId(before.getAsLong())
                : post(message, key);
        if (!message.fresh() && !spool.load(queued).routed()) {
            spool.record(queued, state(message)).await();
        }
        journal.done(key);
        return true;
    }

    private OldMessage read(long id) throws UnreadableException {
        try {
            return queue.read(id);
        } catch (IOException e) {
            throw new UnreadableException(e);
        }
    }

    private static InputStream open(Path text) throws UnreadableException {
        try {
            return Files.newInputStream(text);
        } catch (IOException e) {
            throw new UnreadableException(e);
        }
    }

    private static int read(InputStream in, byte[] chunk) throws UnreadableException {
        try {
            return in.read(chunk);
        } catch (IOException e) {
            throw new UnreadableException(e);
        }
    }

    private boolean isQueued(long number) throws IOException {
        try {
            spool.load(new MessageId(number));
            return true;
        } catch (FileNotFoundException never) {
            return false;
        }
    }

    private MessageId post(OldMessage message, String key) throws IOException {
        try (InputStream in = open(message.text());
                Draft draft = spool.begin(BodyForm.UNIX)) {
            journal.begin(key, draft.id().value());
            byte[] chunk = new byte[CHUNK];
            long size = 0;
            for (int n = read(in, chunk); n > 0; n = read(in, chunk)) {
                draft.write(chunk, 0, n);
                size += n;
            }
            List<String> recipients =
                    message.recipients().stream().map(Recipient::address).toList();
            Envelope envelope = new Envelope(message.sender(), recipients);
            draft.commit(new Posting(envelope, message.birth(), message.uid(), size))
                    .await();
            return draft.id();
        }
    }

    /** All of it in one record: half of it would have mail delivered twice. */
    private static List<Change> state(OldMessage message) {
        List<Change> changes = new ArrayList<>();
        changes.add(new Change.Routed(message.recipients()));
        if (message.localDue() != null) {
            changes.add(new Change.RetryAt(Channel.LOCAL, message.localDue()));
        }
        if (message.remoteDue() != null) {
            changes.add(new Change.RetryAt(Channel.REMOTE, message.remoteDue()));
        }
        if (!message.bounce().isEmpty()) {
            changes.add(new Change.BounceNote(message.bounce()));
        }
        return changes;
    }
}
