package eqmail.spool;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** The promise for one record; the writer keeps it or breaks it, once. */
class Ticket implements Durable {
    private final CountDownLatch settled = new CountDownLatch(1);
    /** Written before {@link #settled} opens, read after. */
    private @Nullable IOException failure;

    @Override
    public final void await() throws IOException {
        boolean interrupted = false;
        while (true) {
            try {
                settled.await();
                break;
            } catch (InterruptedException later) {
                // The record is on its way whatever the caller wishes; the answer comes with the next sync.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        IOException why = failure;
        if (why != null) {
            throw again(why);
        }
    }

    /** The record is durable. One thread settles a ticket; only its first word counts. */
    final void keep() {
        if (!settled()) {
            beforeSettled(null);
            settled.countDown();
        }
    }

    /** The record must be taken for lost. */
    final void fail(IOException why) {
        if (!settled()) {
            failure = why;
            beforeSettled(why);
            settled.countDown();
        }
    }

    /** What must be so before anybody hears of it; {@code why} is null when the record is durable. Called once. */
    void beforeSettled(@Nullable IOException why) {}

    final boolean failed() {
        return settled() && failure != null;
    }

    final boolean settled() {
        return settled.getCount() == 0;
    }

    /** One failure may reach many waiters; each gets an exception of its own that tells its own stack. */
    private static IOException again(IOException failure) {
        if (failure instanceof SpoolFullException full) {
            SpoolFullException mine = new SpoolFullException(String.valueOf(full.getMessage()));
            mine.initCause(full);
            return mine;
        }
        if (failure instanceof FileNotFoundException) {
            FileNotFoundException mine = new FileNotFoundException(failure.getMessage());
            mine.initCause(failure);
            return mine;
        }
        return new IOException(failure.getMessage(), failure);
    }
}
