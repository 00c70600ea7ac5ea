package eqmail.bfrmt;

import eqmail.bytes.Latin1;
import eqmail.log.Log;
import eqmail.posix.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * What a filter says on descriptor 2: into the log, as long as it is not too much. Read by a thread of its own, since a
 * filter must not wait with its output until somebody takes its complaints.
 */
final class Complaints {
    /** For each message; who has more to say has a log of its own. */
    private static final int MOST_LINES = 20;

    private static final Duration LAST_WORDS = Duration.ofSeconds(1);
    private static final int LONGEST_LINE = 1000;

    private final String name;
    private final Log log;
    private final Thread reader;
    private volatile String first = "";
    private volatile int linesLeft = MOST_LINES;

    /** Reads {@code pipe} until its end, which the end of the filter brings about. */
    Complaints(Descriptor pipe, String name, Log log) {
        this.name = name;
        this.log = log;
        this.reader = Thread.ofVirtual().name("filter-complaints").start(() -> read(pipe.input()));
    }

    /** A new message begins. */
    void renew() {
        first = "";
        linesLeft = MOST_LINES;
    }

    /** The first line about this message; empty if there was none. */
    String first() {
        return first;
    }

    /**
     * Waits until all is read; the filter must have been killed or ended. What it has left running in a session of its own
     * may hold the pipe open, and is not waited for.
     */
    void finish() {
        boolean interrupted = Thread.interrupted();
        boolean ended = false;
        while (!ended) {
            try {
                ended = reader.join(LAST_WORDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            reader.interrupt();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void read(InputStream in) {
        StringBuilder line = new StringBuilder();
        byte[] piece = new byte[4096];
        try (in) {
            for (int got = in.read(piece); got >= 0; got = in.read(piece)) {
                for (char c : Latin1.string(piece, 0, got).toCharArray()) {
                    if (c == '\n') {
                        say(line);
                    } else if (line.length() < LONGEST_LINE) {
                        line.append(c);
                    }
                }
            }
        } catch (IOException closed) {
            // The filter is gone, or is not wanted any more.
        }
        say(line);
    }

    private void say(StringBuilder line) {
        String text = Log.printable(line.toString());
        line.setLength(0);
        if (text.isBlank()) {
            return;
        }
        if (first.isEmpty()) {
            first = text;
        }
        int left = linesLeft;
        if (left > 0) {
            linesLeft = left - 1;
            log.line("remotefilters: " + name + ": " + text);
        }
    }
}
