package eqmail.local;

import eqmail.bytes.Latin1;
import eqmail.posix.Descriptor;
import eqmail.posix.Pipe;
import eqmail.posix.PosixException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a delivery says, as qmail-lspawn does: one pipe for both of a program's outputs. The pipe is made for the
 * first program; from then on our own words go through it too, to keep the order. One thread uses it.
 */
final class CollectedReport implements Report {
    /** A delivery program has nothing to say to us that needs so much; it finds its pipe closed then. */
    static final long MOST_OUTPUT = 16L << 20;

    private static final int BUFFER_BYTES = 4096;
    private static final Duration LOOK_UP = Duration.ofMillis(200);

    private final ThreadFactory threads;
    private final Duration linger;
    private final LimitedText text = new LimitedText();
    private final CountDownLatch drained = new CountDownLatch(1);
    private @Nullable Pipe pipe;
    /** When the drainer gives up waiting for the end of the pipe; System.nanoTime. */
    private volatile long deadline = Long.MAX_VALUE;

    /**
     * Collects.
     *
     * @param threads makes the thread that empties the pipe
     * @param linger how long {@link #finish} waits for programs that were left running in the background with the pipe
     *     open; they find it closed after that
     */
    CollectedReport(ThreadFactory threads, Duration linger) {
        this.threads = threads;
        this.linger = linger;
    }

    @Override
    public void out(String words) {
        byte[] bytes = Latin1.bytes(words);
        Pipe open = pipe;
        if (open == null) {
            text.add(bytes, bytes.length);
            return;
        }
        try {
            open.write().writeAll(bytes);
        } catch (PosixException closed) {
            // The programs said more than anybody may; the report is cut before these words anyway.
        }
    }

    @Override
    public void err(String words) {
        out(words);
    }

    @Override
    public Descriptor standardOutput() throws IOException {
        Pipe open = pipe;
        if (open == null) {
            open = Pipe.create();
            Descriptor source = open.read();
            pipe = open;
            threads.newThread(() -> drain(source)).start();
        }
        return open.write();
    }

    @Override
    public Descriptor standardError() throws IOException {
        return standardOutput();
    }

    /** Waits until everybody has closed the pipe, and answers what was said, as far as it is reported. */
    String finish() throws InterruptedIOException {
        close();
        try {
            if (pipe != null) {
                drained.await();
            }
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
        return text.text();
    }

    /** Our end goes; the drainer ends by itself. */
    @Override
    public void close() {
        Pipe open = pipe;
        if (open != null && deadline == Long.MAX_VALUE) {
            deadline = System.nanoTime() + linger.toNanos();
            open.write().close();
        }
    }

    private void drain(Descriptor source) {
        byte[] buffer = new byte[BUFFER_BYTES];
        long left = MOST_OUTPUT;
        try (source) {
            while (left > 0 && !late()) {
                if (!source.awaitInput(LOOK_UP)) {
                    continue;
                }
                int got = source.read(buffer, 0, buffer.length);
                if (got < 0) {
                    break;
                }
                text.add(buffer, got);
                left -= got;
            }
        } catch (IOException broken) {
            // What came so far is the report.
        } finally {
            drained.countDown();
        }
    }

    private boolean late() {
        long end = deadline;
        return end != Long.MAX_VALUE && System.nanoTime() - end > 0;
    }
}
