package eqmail.pop3;

import eqmail.bytes.Latin1;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A mailbox in memory. */
final class FakeMaildrop implements Maildrop {
    private final List<String> texts;
    private int stubborn;
    private @Nullable BitSet finished;
    private boolean closed;

    FakeMaildrop(String... texts) {
        this.texts = new ArrayList<>(List.of(texts));
    }

    /** So many messages cannot be removed. */
    FakeMaildrop stubborn(int count) {
        stubborn = count;
        return this;
    }

    /** What was deleted at QUIT; null without QUIT. */
    @Nullable
    BitSet finished() {
        return finished;
    }

    boolean closed() {
        return closed;
    }

    @Override
    public List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        texts.forEach(text -> entries.add(new Entry("u" + entries.size(), text.length())));
        return entries;
    }

    @Override
    public InputStream open(int index) throws IOException {
        return new ByteArrayInputStream(Latin1.bytes(texts.get(index)));
    }

    @Override
    public int finish(BitSet deleted) {
        finished = (BitSet) deleted.clone();
        return Math.min(stubborn, deleted.cardinality());
    }

    @Override
    public void close() {
        closed = true;
    }
}
