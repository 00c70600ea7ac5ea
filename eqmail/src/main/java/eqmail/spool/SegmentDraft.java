package eqmail.spool;

import eqmail.fs.DiskFile;
import eqmail.mail.BodyForm;
import eqmail.mail.MessageId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A message that is being written: in memory while it is short and the budget lasts, from then on into a file of its own.
 * It never waits for memory after it began, so a thousand slow peers cannot hold up one another.
 */
final class SegmentDraft implements Draft {
    /** Longest envelope, as fields; leaves room for what routing adds to each address. */
    static final int MOST_ENVELOPE = RecordHeader.MOST_PAYLOAD / 4;

    private final Drafts drafts;
    private final MessageId id;
    private final BodyForm form;
    /** All full but the last; after the text moved to its file one is left, as a buffer. */
    private List<byte[]> chunks = new ArrayList<>();
    /** Bytes used in the last chunk. */
    private int used;

    private int budget = Drafts.LEAST;
    private long length;
    private @Nullable DiskFile file;
    private long inFile;
    private final CRC32C fileCrc = new CRC32C();
    private boolean broken;
    private boolean over;

    SegmentDraft(Drafts drafts, MessageId id, BodyForm form) {
        this.drafts = drafts;
        this.id = id;
        this.form = form;
    }

    @Override
    public MessageId id() {
        return id;
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        check();
        broken = true;
        int from = offset;
        int end = offset + count;
        while (from < end) {
            byte[] chunk = chunk();
            int take = Math.min(end - from, chunk.length - used);
            System.arraycopy(bytes, from, chunk, used, take);
            used += take;
            from += take;
        }
        length += count;
        broken = false;
    }

    private void check() throws IOException {
        if (over) {
            throw new IllegalStateException("draft " + id + " is over");
        }
        if (broken) {
            throw new IOException("text of message " + id + " could not be written");
        }
    }

    /** The last chunk, with room. */
    private byte[] chunk() throws IOException {
        if (chunks.isEmpty()) {
            chunks.add(new byte[Drafts.LEAST]);
        }
        byte[] last = chunks.getLast();
        if (used < last.length) {
            return last;
        }
        if (file == null && grow()) {
            return chunks.getLast();
        }
        spill();
        return chunks.getLast();
    }

    /** Adds a chunk as long as all so far; false when the text must go to a file. */
    private boolean grow() {
        int more = budget;
        if (budget + more > drafts.settings.inlineBytes() || !drafts.take(more)) {
            return false;
        }
        budget += more;
        chunks.add(new byte[more]);
        used = 0;
        return true;
    }

    /** Writes all chunks to the file; the last stays as a buffer. */
    private void spill() throws IOException {
        DiskFile to = file;
        if (to == null) {
            to = drafts.files.disk.create(drafts.files.text(id.value()));
            file = to;
        }
        for (int i = 0; i < chunks.size(); i++) {
            int bytes = i < chunks.size() - 1 ? chunks.get(i).length : used;
            fileCrc.update(chunks.get(i), 0, bytes);
            to.write(ByteBuffer.wrap(chunks.get(i), 0, bytes), inFile);
            inFile += bytes;
        }
        if (chunks.size() > 1) {
            byte[] last = chunks.getLast();
            chunks = new ArrayList<>(List.of(last));
            drafts.give(budget - last.length);
            budget = last.length;
        }
        used = 0;
    }

    @Override
    public Durable commit(Posting posting) throws IOException {
        check();
        if (file != null) {
            broken = true;
            spill();
            broken = false;
        }
        byte[] head = head(posting);
        long birth = posting.birth().toEpochMilli();
        List<byte[]> text = file == null ? chunks : List.of();
        int held = budget;
        boolean big = file != null;
        NewMessage message = new NewMessage(
                id.value(),
                birth,
                big,
                head,
                text,
                big ? 0 : length,
                why -> drafts.settled(id.value(), held, big, why));
        over = true;
        if (file == null) {
            drafts.writer.submit(message);
        } else {
            drafts.submit(message, id.value(), file);
        }
        return message;
    }

    private byte[] head(Posting posting) throws IOException {
        FieldWriter out = new FieldWriter(256);
        out.text(Tag.SENDER, posting.envelope().sender());
        for (String recipient : posting.envelope().recipients()) {
            out.text(Tag.RECIPIENT, recipient);
        }
        out.int64(Tag.BIRTH, posting.birth().toEpochMilli());
        out.int32(Tag.UID, posting.uid());
        out.int64(Tag.SIZE, posting.size());
        out.int8(Tag.FORM, Letters.of(form));
        if (out.length() > MOST_ENVELOPE) {
            throw new IOException("an envelope of " + out.length() + " bytes is longer than the spool can keep");
        }
        if (file == null) {
            out.head(Tag.TEXT, (int) length);
        } else {
            out.head(Tag.TEXT_FILE, 12).number(inFile, 8).number(fileCrc.getValue(), 4);
        }
        return out.toBytes();
    }

    @Override
    public void close() {
        if (over) {
            return;
        }
        over = true;
        drafts.give(budget);
        DiskFile open = file;
        if (open != null) {
            drafts.discard(id.value(), open);
        }
    }
}
