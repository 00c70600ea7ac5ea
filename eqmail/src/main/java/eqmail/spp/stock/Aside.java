package eqmail.spp.stock;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Where plug-ins do what may wait in the kernel: for a disk, for a directory server behind the account database. In the
 * virtual thread of a session that would hold other sessions, too.
 */
public final class Aside {
    /** One of them may hang for each account that a dead directory server is asked for; the tables need one each. */
    private static final int THREADS = 16;

    /** Whoever comes then would wait for longer than a client does. */
    private static final int MOST_WAITING = 1000;

    private final Executor executor;

    private Aside(Executor executor) {
        this.executor = executor;
    }

    /** In the calling thread, for a process with a single session. */
    public static Aside here() {
        return new Aside(Runnable::run);
    }

    /** In a few platform threads, which end when there is nothing to do. */
    public static Aside inThreads() {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                1,
                TimeUnit.MINUTES,
                new LinkedBlockingQueue<>(MOST_WAITING),
                Thread.ofPlatform().daemon().name("plug-in-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
        return new Aside(threads);
    }

    /** In {@code threads}. */
    static Aside in(ExecutorService threads) {
        return new Aside(threads);
    }

    /**
     * What {@code work} gives. An interrupt of the calling thread interrupts the work, too.
     *
     * @throws IOException that of {@code work}, or when too many are waiting already
     */
    <R> R run(Callable<R> work) throws IOException, InterruptedException {
        FutureTask<R> task = new FutureTask<>(work);
        try {
            executor.execute(task);
            return task.get();
        } catch (RejectedExecutionException flood) {
            throw new IOException("too many at once", flood);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException trouble) {
                throw trouble;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            task.cancel(true);
        }
    }
}
