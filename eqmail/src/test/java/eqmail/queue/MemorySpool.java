package eqmail.queue;

import eqmail.bytes.Latin1;
import eqmail.mail.BodyForm;
import eqmail.mail.MessageId;
import eqmail.spool.Change;
import eqmail.spool.Draft;
import eqmail.spool.Durable;
import eqmail.spool.Posting;
import eqmail.spool.Spool;
import eqmail.spool.SpoolFullException;
import eqmail.spool.Stored;
import eqmail.spool.Summary;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Keeps what was committed, and fails where a test wants it to. */
final class MemorySpool implements Spool {
    record Kept(String text, Posting posting) {}

    final Map<MessageId, Kept> kept = new LinkedHashMap<>();
    boolean full;
    boolean syncFails;
    int openDrafts;
    private long last;

    @Override
    public synchronized Draft begin(BodyForm form) throws IOException {
        if (full) {
            throw new SpoolFullException("no room");
        }
        openDrafts++;
        MessageId id = MessageId.of(0, ++last);
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
                return () -> keep(id, new Kept(Latin1.string(text.toByteArray()), posting));
            }

            @Override
            public void close() {
                openDrafts--;
            }
        };
    }

    private synchronized void keep(MessageId id, Kept message) throws IOException {
        if (syncFails) {
            throw new IOException("sync failed");
        }
        kept.put(id, message);
    }

    synchronized Kept only() {
        if (kept.size() != 1) {
            throw new AssertionError(kept.size() + " messages");
        }
        return kept.values().iterator().next();
    }

    @Override
    public void forEach(Consumer<Summary> visitor) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Stored load(MessageId id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Durable record(MessageId id, List<Change> changes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long count() {
        return kept.size();
    }

    @Override
    public void close() {}
}
