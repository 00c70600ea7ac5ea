package eqmail.spool;

import eqmail.log.Log;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/**
 * The thread that tidies up behind the writer: writes checkpoints, moves the last messages out of sparse segments, deletes
 * what nobody needs. What it fails to do now it does later; no message's safety ever waits for it.
 */
final class Housekeeper {
    private final SpoolFiles files;
    private final Catalog catalog;
    private final Chains chains;
    private final Checkpointer checkpointer;
    private final Compactor compactor;
    private final Log log;
    /** Those who wait for it to have nothing left to do. */
    private final ConcurrentLinkedQueue<CountDownLatch> waiters = new ConcurrentLinkedQueue<>();

    private final Semaphore work = new Semaphore(1);
    private final Thread thread = Thread.ofPlatform().name("spool-housekeeper").unstarted(this::run);
    private volatile boolean closing;

    Housekeeper(
            SpoolFiles files, Catalog catalog, Chains chains, Checkpointer checkpointer, Compactor compactor, Log log) {
        this.files = files;
        this.catalog = catalog;
        this.chains = chains;
        this.checkpointer = checkpointer;
        this.compactor = compactor;
        this.log = log;
    }

    void start() {
        thread.start();
    }

    /** There may be something to do. */
    void wake() {
        work.release();
    }

    /** Waits until all that may be done now is done. */
    void settle() {
        CountDownLatch pass = new CountDownLatch(1);
        waiters.add(pass);
        wake();
        try {
            pass.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends after what it is doing. */
    void close() {
        closing = true;
        wake();
        Threads.join(thread);
    }

    private void run() {
        while (true) {
            work.acquireUninterruptibly();
            work.drainPermits();
            if (closing) {
                release();
                return;
            }
            try {
                tidy();
            } catch (IOException e) {
                log.line("warning: spool: trouble while tidying up: " + e);
            } catch (RuntimeException | Error bug) {
                // Also when memory is short: without this thread nothing would ever be deleted again.
                log.line("alert: spool: housekeeping met a bug: " + bug);
            }
            if (work.availablePermits() == 0) {
                release();
            }
        }
    }

    private void release() {
        for (CountDownLatch pass = waiters.poll(); pass != null; pass = waiters.poll()) {
            pass.countDown();
        }
    }

    private void tidy() throws IOException {
        followChains();
        deleteTexts();
        try {
            checkpointer.writeIfDue();
        } finally {
            // The more so when there was no room for a checkpoint.
            deleteSegments();
        }
        if (compactor.compactOne()) {
            wake();
        }
    }

    private void followChains() {
        for (Row row = catalog.nextWalk(); row != null; row = catalog.nextWalk()) {
            try {
                catalog.segments().count(chains.middles(row), -1);
            } catch (IOException e) {
                log.line("warning: spool: segments of message " + row.id + " are kept until the next start: " + e);
            }
        }
    }

    private void deleteTexts() throws IOException {
        for (Long id = catalog.nextText(); id != null; id = catalog.nextText()) {
            files.disk.delete(files.text(id));
        }
    }

    private void deleteSegments() throws IOException {
        for (List<Segment> dead = catalog.segments().dead();
                !dead.isEmpty();
                dead = catalog.segments().dead()) {
            for (Segment segment : dead) {
                files.disk.delete(files.segment(segment.number()));
            }
            catalog.segments().deleted(dead);
            for (Segment segment : dead) {
                segment.file.close();
            }
        }
    }
}
