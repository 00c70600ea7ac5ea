package eqmail.spool;

import eqmail.fs.DiskFile;
import eqmail.log.Log;
import eqmail.mail.BodyForm;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Begins messages, and owns what all drafts share: the budget of memory, the ids, the threads that sync text files. */
final class Drafts {
    /** The budget is counted in pieces of this many bytes. */
    static final int PIECE = 1024;
    /** What each draft has for sure. A draft that gets no more writes to a file early. */
    static final int LEAST = 4096;

    /** Threads that sync files of long texts; more would only queue up at the disk. */
    private static final int SYNCERS = 4;

    final SpoolFiles files;
    final SpoolSettings settings;
    final Writer writer;
    private final IdSource ids;
    private final SpaceGuard space;
    private final Stock stock;
    private final Log log;
    private final Semaphore budget;
    /**
     * Pieces that are there for the beginnings of messages only. A hundred peers that send long texts slowly would else hold
     * all of the budget for as long as they like, and nobody could begin a message.
     */
    private final int forBeginnings;

    private final ExecutorService syncers = Executors.newFixedThreadPool(
            SYNCERS, Thread.ofPlatform().name("spool-sync-", 1).daemon().factory());

    Drafts(
            SpoolFiles files,
            SpoolSettings settings,
            Writer writer,
            IdSource ids,
            SpaceGuard space,
            Stock stock,
            Log log) {
        this.files = files;
        this.settings = settings;
        this.writer = writer;
        this.ids = ids;
        this.space = space;
        this.stock = stock;
        this.log = log;
        int pieces = (int) Math.min(Integer.MAX_VALUE, settings.budgetBytes() / PIECE);
        this.budget = new Semaphore(pieces, true);
        this.forBeginnings = pieces / 2;
    }

    /** {@link Spool#begin}. */
    Draft begin(BodyForm form) throws IOException {
        IOException stopped = writer.stopped();
        if (stopped != null) {
            throw new IOException(stopped.getMessage(), stopped);
        }
        IOException trouble = stock.trouble();
        if (trouble != null) {
            stock.ask();
            throw new SpoolFullException("no room for the log: " + trouble.getMessage());
        }
        space.check();
        budget.acquireUninterruptibly(LEAST / PIECE);
        try {
            return new SegmentDraft(this, ids.next(), form);
        } catch (IOException | RuntimeException e) {
            give(LEAST);
            throw e;
        }
    }

    /** Takes {@code bytes} for a text that grows, if they are there now. */
    boolean take(int bytes) {
        int more = bytes / PIECE;
        return budget.availablePermits() - more >= forBeginnings && budget.tryAcquire(more);
    }

    void give(int bytes) {
        budget.release(bytes / PIECE);
    }

    /** Makes the finished {@code file} of a long text durable, then hands in its message. */
    void submit(NewMessage message, long id, DiskFile file) {
        syncers.execute(() -> {
            try (file) {
                file.force();
                files.disk.forceDirectory(files.texts);
            } catch (IOException | RuntimeException | Error e) {
                // Whatever it is, short memory too: somebody waits for an answer.
                log.line("alert: spool: sync of the text of message " + id + " failed: " + e);
                message.fail(new IOException("sync of a text failed: " + e.getMessage(), e));
                return;
            }
            writer.submit(message);
        });
    }

    /** A commit is over. After a failed sync nobody knows whether it counts, so its text stays until the next start. */
    void settled(long id, int held, boolean big, @Nullable IOException why) {
        give(held);
        if (big && why != null && writer.stopped() == null) {
            delete(id);
        }
    }

    private void delete(long id) {
        try {
            files.disk.delete(files.text(id));
        } catch (IOException left) {
            log.line("warning: spool: unable to delete " + files.text(id) + ": " + left);
        }
    }

    /** Drops the file of a text that was not committed; one that cannot be deleted now goes at the next start. */
    void discard(long id, DiskFile file) {
        delete(id);
        try {
            file.close();
        } catch (IOException odd) {
            log.line("warning: spool: unable to close " + files.text(id) + ": " + odd);
        }
    }

    /** Waits for the texts that are being synced. */
    void close() {
        syncers.close();
    }
}
