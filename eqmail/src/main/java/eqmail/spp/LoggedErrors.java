package eqmail.spp;

import eqmail.bytes.Latin1;
import eqmail.log.Log;
import eqmail.posix.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Copies what a plug-in writes to its descriptor 2 into the log of a server, line by line, from a thread of its own. */
final class LoggedErrors implements AutoCloseable {
    /** Bytes that one event may add to the log; more is a plug-in gone wild. */
    static final int MOST = AnswerPipe.MOST_OUTPUT;

    /** Longest line in the log. */
    private static final int LONGEST_LINE = 1000;

    /** For its last words, which lie in the pipe when it ends; what it left in the background is not waited for. */
    private static final Duration LAST_WORDS = Duration.ofMillis(200);

    private final InputStream in;
    private final Log log;
    private final String prefix;
    private final Runnable flooded;
    private final AtomicInteger left = new AtomicInteger(MOST);
    private final Thread thread;

    /**
     * Starts to copy {@code pipe}.
     *
     * @param prefix comes before each line
     * @param flooded called when too much comes; then nothing more is read
     */
    LoggedErrors(Descriptor pipe, Log log, String prefix, Runnable flooded) {
        this.in = pipe.input();
        this.log = log;
        this.prefix = prefix;
        this.flooded = flooded;
        this.thread = Thread.ofVirtual().name("spp-errors").start(this::copy);
    }

    /** Another event begins, and may write as much as the last one. */
    void renew() {
        left.set(MOST);
    }

    /** Has it written too much? */
    boolean overflown() {
        return left.get() < 0;
    }

    private void copy() {
        byte[] piece = new byte[LONGEST_LINE];
        StringBuilder line = new StringBuilder();
        try {
            for (int got = in.read(piece); got > 0; got = in.read(piece)) {
                add(line, Latin1.string(piece, 0, got));
                if (overflown()) {
                    flooded.run();
                    return;
                }
            }
        } catch (IOException ended) {
            // Interrupted by close(): nobody waits for more.
        } finally {
            if (!line.isEmpty()) {
                say(line);
            }
        }
    }

    private void add(StringBuilder line, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\n' || line.length() == LONGEST_LINE) {
                say(line);
            }
            if (text.charAt(i) != '\n') {
                line.append(text.charAt(i));
            }
        }
    }

    private void say(StringBuilder line) {
        if (left.addAndGet(-(prefix.length() + line.length() + 1)) >= 0) {
            log.line(Log.printable(prefix + line));
        }
        line.setLength(0);
    }

    /** Ends the copying; the pipe may be closed afterwards. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        boolean ended = false;
        Duration patience = LAST_WORDS;
        while (!ended) {
            try {
                ended = thread.join(patience);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            patience = Duration.ofSeconds(1);
            thread.interrupt();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
