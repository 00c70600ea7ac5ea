package eqmail.spool;

import eqmail.fs.Disk;
import eqmail.log.Log;
import eqmail.mail.BodyForm;
import eqmail.mail.MessageId;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The spool of one node: an append-only log in segments, one thread that writes, one that tidies up, and a compact index
 * in memory. docs/spool.md has the format and the argument why nothing is lost.
 */
public final class SegmentSpool implements Spool {
    private final Closeable lock;
    private final Log log;
    private final Catalog catalog;
    private final Chains chains;
    private final Texts texts;
    private final Writer writer;
    private final Housekeeper housekeeper;
    private final Checkpointer checkpointer;
    private final Stock stock;
    private final IdSource ids;
    private final Drafts drafts;
    /** The newest change of each message that has changes on their way to the disk, or had some that failed. */
    private final ConcurrentHashMap<Long, Alteration> changing = new ConcurrentHashMap<>();

    private SegmentSpool(
            Closeable lock,
            SpoolFiles files,
            Recovery found,
            Segment active,
            SpoolSettings settings,
            Log log,
            LongSupplier nanos) {
        LogLoader loaded = found.loaded();
        this.lock = lock;
        this.log = log;
        this.catalog = loaded.catalog();
        this.chains = loaded.chains();
        this.texts = new Texts(files, catalog, chains);
        long segmentBytes = settings.segmentBytes();
        this.stock = new Stock(files, found, segmentBytes, nanos);
        this.ids = new IdSource(settings.epoch(), loaded.nextCount(), settings.idBlock(), this::submit);
        this.checkpointer = new Checkpointer(files, catalog, settings, loaded.covers(), ids::boundCount);
        Compactor compactor = new Compactor(catalog, chains, this::submit, segmentBytes, log);
        this.housekeeper = new Housekeeper(files, catalog, chains, checkpointer, compactor, log);
        this.writer = new Writer(catalog, stock, active, segmentBytes, log, ids::bound, housekeeper::wake);
        SpaceGuard space = new SpaceGuard(files, settings, nanos);
        this.drafts = new Drafts(files, settings, writer, ids, space, stock, log);
    }

    private void submit(Entry entry) {
        writer.submit(entry);
    }

    /**
     * Opens the spool in {@code directory}, which is made if it is missing (its parent must exist), and repairs what a
     * crash left.
     *
     * @param marks random numbers that no sender of mail can guess
     * @param nanos a clock that only runs forward, such as {@link System#nanoTime}
     * @throws SpoolLockedException when another process owns it
     * @throws IOException when the directory cannot be read or written, or was written by a newer version
     */
    public static SegmentSpool open(
            Disk disk, Path directory, SpoolSettings settings, Log log, LongSupplier marks, LongSupplier nanos)
            throws IOException {
        SpoolFiles files = new SpoolFiles(disk, directory);
        files.makeDirectories();
        Closeable lock = disk.lock(files.lock);
        if (lock == null) {
            throw new SpoolLockedException(directory.toString());
        }
        try {
            Recovery recovery = new Recovery(files, settings, log, marks);
            Segment active = recovery.run();
            SegmentSpool spool = new SegmentSpool(lock, files, recovery, active, settings, log, nanos);
            spool.stock.start();
            spool.writer.start();
            spool.housekeeper.start();
            return spool;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    @Override
    public Draft begin(BodyForm form) throws IOException {
        return drafts.begin(form);
    }

    @Override
    public void forEach(Consumer<Summary> visitor) {
        for (long id : catalog.ids()) {
            Row row = catalog.find(id);
            if (row != null) {
                visitor.accept(row.summary());
            }
        }
    }

    @Override
    public Stored load(MessageId id) throws IOException {
        Alteration pending = changing.get(id.value());
        if (pending != null) {
            // What failed is told again.
            (pending.failed() ? record(id, List.of()) : pending).await();
        }
        Chains.Loaded loaded = chains.load(id.value());
        if (loaded.damaged() != Position.NONE) {
            heal(loaded);
        }
        return loaded.stored(texts);
    }

    /** What is left is written anew, so that later changes stand on firm ground. */
    private void heal(Chains.Loaded loaded) {
        log.line("alert: spool: message " + loaded.row().id + " lost changes of its state with the damaged record at "
                + Position.text(loaded.damaged()) + "; some recipients may get it twice");
        writer.submit(loaded.collapsed());
    }

    @Override
    public Durable record(MessageId id, List<Change> changes) {
        return changing.compute(id.value(), (key, before) -> {
            Alteration entry = new Alteration(key, before, changes, over -> changing.remove(over.id(), over));
            writer.submit(entry);
            return entry;
        });
    }

    /** Waits until housekeeping has nothing left to do. */
    void settle() {
        housekeeper.settle();
    }

    @Override
    public long count() {
        return catalog.count();
    }

    @Override
    public void close() throws IOException {
        drafts.close();
        writer.close();
        housekeeper.close();
        stock.close();
        ids.close();
        try {
            if (writer.stopped() == null) {
                checkpointer.write();
            }
        } catch (IOException e) {
            // The log has it all; the next start reads more of it.
            log.line("warning: spool: no checkpoint at the end: " + e);
        } finally {
            for (Segment segment : catalog.segments().all()) {
                segment.file.close();
            }
            lock.close();
        }
    }
}
