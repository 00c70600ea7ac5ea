package eqmail.send;

import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.delivery.RoutingTables;
import eqmail.mail.MessageId;
import eqmail.spool.Stored;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * qmail-send: empties the queue. Call {@link #start} before anything can be accepted; then {@link #accepted} for each new
 * message, and the three signals as methods: {@link #runNow} (ALRM), {@link #reread} (HUP), {@link #terminate} (TERM).
 *
 * <p>One thread of its own owns all state; other threads hand it events. Deliveries, reads and bounces run in the executors
 * of {@link Surroundings} and answer with events. Safe for calls from many threads.
 */
public final class Send {
    /** Events of a turn at most; then the log is written. */
    private static final int TURN = 256;

    /** The clock may be set while we wait; look at it again after so long. */
    private static final long LONGEST_WAIT_SECONDS = 60;

    private final Surroundings around;
    private final SendLog log;
    private final Scheduler scheduler;
    private final Arrivals arrivals = new Arrivals();
    private final Queue<Runnable> events = new ConcurrentLinkedQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    /** The owner thread is about to wait, or waits. Written by it. */
    private volatile boolean idle;
    /** Written once, by {@link #start}. */
    private volatile @Nullable Thread owner;
    /** TERM was seen. Owner thread only. */
    private boolean exiting;
    /** Second of the last {@link Scheduler#tick}. Owner thread only. */
    private long ticked;

    /** Prepares; nothing happens before {@link #start}. */
    public Send(SendControls controls, Surroundings around) {
        this.around = around;
        this.log = new SendLog(around.log());
        this.scheduler = new Scheduler(controls, around, log, this::post);
    }

    /** Logs the first status line, takes over what the spool holds, and begins to deliver. */
    public void start() {
        takeOver();
        Thread thread = Thread.ofPlatform().name("qmail-send").unstarted(this::run);
        owner = thread;
        thread.start();
    }

    /** A message was queued. It is routed soon; the caller may forget it. Ignored after {@link #terminate}. */
    public void accepted(Stored stored) {
        arrivals.add(stored);
        wake();
    }

    /** The same for a caller that has only the id: reads the message at once, or if that fails later. */
    public void accepted(MessageId id) {
        Stored stored;
        try {
            stored = around.spool().load(id);
        } catch (IOException notNow) {
            arrivals.add(id);
            wake();
            return;
        }
        accepted(stored);
    }

    /** Makes everything due that waits for its time (ALRM). */
    public void runNow() {
        post(scheduler::everythingIsDue);
    }

    /**
     * Reads control/locals and control/virtualdomains again (HUP). On any error both keep their old values; the alert of
     * qmail-send tells which list it was, a second line which file and why. Reads in the calling thread.
     */
    public void reread(Control control) {
        if (!Files.isDirectory(control.home())) {
            post(() -> log.line("alert: unable to reread controls: unable to switch to home directory"));
            return;
        }
        try {
            RoutingTables tables = RoutingTables.load(control);
            post(() -> scheduler.reroute(tables));
        } catch (ControlException e) {
            boolean domains = e.file().equals(RoutingTables.VIRTUAL_DOMAINS);
            post(() -> {
                log.line("alert: unable to reread " + (domains ? RoutingTables.VIRTUAL_DOMAINS : RoutingTables.LOCALS));
                log.line("alert: keeping the last good settings: " + e.getMessage());
            });
        }
    }

    /** Starts nothing more, lets what runs come to its end, logs {@code status: exiting} (TERM). Does not wait. */
    public void terminate() {
        post(() -> {
            exiting = true;
            log.exiting();
            scheduler.halt();
        });
    }

    /** Waits until the end that {@link #terminate} began; false when {@code most} passed before. */
    public boolean awaitEnd(Duration most) throws InterruptedException {
        return ended.await(most.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** What {@link #start} does before there is a thread. */
    void takeOver() {
        scheduler.logStatus();
        log.flush();
        around.spool()
                .forEach(known -> scheduler.known(known.id(), known.routed(), known.localDue(), known.remoteDue()));
    }

    /**
     * Takes what came in, starts what may start, writes the log.
     *
     * @return second in which the next turn is due without an event; 0 when there is more to do at once
     */
    long turn() {
        boolean took = true;
        for (int i = 0; i < TURN && took; i++) {
            // One of each kind in turn: neither outcomes nor arrivals can keep the others waiting.
            took = takeEvent();
            took |= takeArrival();
        }
        long second = around.clock().millis() / 1000;
        if (second != ticked) {
            ticked = second;
            guarded(scheduler::tick);
        }
        guarded(scheduler::advance);
        boolean more = !events.isEmpty() || !arrivals.isEmpty();
        if (exiting && !more && scheduler.quiet()) {
            log.line("status: exiting");
            log.flush();
            ended.countDown();
        }
        log.flush();
        return more ? 0 : scheduler.wakeAt();
    }

    /** Has {@link #terminate} been carried out? */
    boolean hasEnded() {
        return ended.getCount() == 0;
    }

    private boolean takeEvent() {
        Runnable event = events.poll();
        if (event == null) {
            return false;
        }
        guarded(event);
        guarded(scheduler::advance);
        return true;
    }

    private boolean takeArrival() {
        Arrivals.Arrival arrival = arrivals.poll();
        if (arrival == null) {
            return false;
        }
        guarded(() -> scheduler.arrive(arrival));
        guarded(scheduler::advance);
        return true;
    }

    /** A mistake in handling one event must not end the handling of all others. */
    private void guarded(Runnable event) {
        try {
            event.run();
        } catch (RuntimeException bug) {
            log.line("alert: internal error: " + bug);
        }
    }

    private void run() {
        while (!hasEnded()) {
            long wakeAt = turn();
            if (wakeAt > 0 && !hasEnded()) {
                await(wakeAt);
            }
        }
    }

    private void await(long second) {
        long seconds = second - around.clock().millis() / 1000;
        idle = true;
        if (events.isEmpty() && arrivals.isEmpty()) {
            LockSupport.parkNanos(this, TimeUnit.SECONDS.toNanos(Math.clamp(seconds, 1, LONGEST_WAIT_SECONDS)));
        }
        idle = false;
    }

    private void post(Runnable event) {
        events.add(event);
        wake();
    }

    private void wake() {
        Thread thread = owner;
        if (idle && thread != null) {
            LockSupport.unpark(thread);
        }
    }
}
