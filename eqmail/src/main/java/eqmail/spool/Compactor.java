package eqmail.spool;

import eqmail.log.Log;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Empties old segments that hold little any more: what is left of their messages is appended to the log again, in one
 * record each, and the segment dies. A text is copied only when its own segment is emptied.
 */
final class Compactor {
    /** A segment is sparse when at most one byte in so many belongs to a queued message; copying costs a third then. */
    private static final int SPARSE = 4;
    /** The newest segments are left alone: most of their messages are about to leave by themselves. */
    private static final int YOUNG = 2;
    /** Bytes handed to the writer before waiting for them. */
    private static final long AT_ONCE = 1 << 20;

    private final Catalog catalog;
    private final Chains chains;
    private final Consumer<Entry> writer;
    private final long segmentBytes;
    private final Log log;

    Compactor(Catalog catalog, Chains chains, Consumer<Entry> writer, long segmentBytes, Log log) {
        this.catalog = catalog;
        this.chains = chains;
        this.writer = writer;
        this.segmentBytes = segmentBytes;
        this.log = log;
    }

    /** Empties the sparsest segment; false when none is sparse. */
    boolean compactOne() {
        Segment victim = catalog.segments().sparsest(this::worth);
        if (victim == null) {
            return false;
        }
        boolean all = true;
        boolean any = false;
        List<Rewrite> pending = new ArrayList<>();
        long bytes = 0;
        for (long id : users(victim.number())) {
            try {
                Rewrite entry = rewrite(id, victim.number());
                if (entry != null) {
                    writer.accept(entry);
                    pending.add(entry);
                    any = true;
                    bytes += entry.most();
                }
            } catch (FileNotFoundException left) {
                // It left the queue meanwhile, and needs the segment no more.
            } catch (IOException e) {
                log.line("warning: spool: message " + id + " keeps segment " + victim.number() + ": " + e.getMessage());
                all = false;
            }
            if (bytes > AT_ONCE) {
                all &= await(pending);
                bytes = 0;
            }
        }
        all &= await(pending);
        if (!all || !any) {
            catalog.segments().leaveAlone(victim);
        }
        return true;
    }

    /** Negative: not worth it; else the smaller the better. */
    private long worth(Segment segment, int newest) {
        long used = segment.end - SegmentHeader.BYTES;
        boolean sparse = segment.liveBytes * SPARSE <= used || used * SPARSE <= segmentBytes;
        return sparse && segment.number() < newest - YOUNG ? segment.liveBytes : -1;
    }

    /** Messages that may have a record in segment {@code number}. */
    private List<Long> users(int number) {
        List<Long> ids = new ArrayList<>();
        catalog.forEachRow(row -> {
            if (Position.segment(row.first) == number
                    || Position.segment(row.last) == number
                    || Position.segment(row.due) == number
                    || row.is(Row.SPREAD)) {
                ids.add(row.id);
            }
        });
        return ids;
    }

    private @Nullable Rewrite rewrite(long id, int victim) throws IOException {
        Row row = catalog.find(id);
        if (row == null) {
            return null;
        }
        if (Position.segment(row.first) == victim) {
            return chains.load(id).moved();
        }
        if (Position.segment(row.last) == victim
                || (row.is(Row.SPREAD) && chains.middles(row).contains(victim))) {
            return chains.load(id).collapsed();
        }
        return Position.segment(row.due) == victim ? new Rewrite(RecordHeader.DUE, row, Alteration.dues(row)) : null;
    }

    private static boolean await(List<Rewrite> pending) {
        boolean all = true;
        for (Rewrite entry : pending) {
            try {
                entry.await();
            } catch (IOException e) {
                // Overtaken ones have a newer record and come again with the next pass; trouble of the disk shows
                // there.
                all &= e.getCause() instanceof Rewrite.Overtaken;
            }
        }
        pending.clear();
        return all;
    }
}
