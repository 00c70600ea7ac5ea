package eqmail.spp;

import eqmail.bytes.Latin1;
import eqmail.posix.Child;
import eqmail.posix.Descriptor;
import eqmail.posix.PosixException;
import eqmail.time.Deadline;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines that a program prints, within limits of time and size. Something the program left in the background may
 * hold the pipe for ever; after the program's own end only a moment is given to that. One thread uses it.
 */
final class AnswerPipe {
    /** Bytes of one answer. Plug-ins say a few lines; more is a mistake, and would fill memory. */
    static final int MOST_OUTPUT = 1024 * 1024;

    /** Bytes of one line; header fields and texts of any use are far shorter. */
    static final int LONGEST_LINE = 64 * 1024;

    /** For what a program printed last, or had another one print. */
    private static final Duration AFTER_ITS_END = Duration.ofSeconds(1);

    /** How often its end is looked for while it says nothing and keeps the pipe. */
    private static final Duration LOOK = Duration.ofMillis(200);

    private static final int FIRST_BUFFER = 1024;

    private final Child child;
    private final Descriptor pipe;
    private byte[] buffer = new byte[FIRST_BUFFER];
    private int start;
    private int end;
    private boolean over;
    private int total;
    private Deadline deadline;

    /** Reads what {@code child} writes as descriptor 1. */
    AnswerPipe(Child child, Deadline deadline) {
        this.child = child;
        this.pipe = child.from(1);
        this.deadline = deadline;
    }

    /** Another answer is expected, with limits of its own. */
    void next(Deadline itsDeadline) {
        deadline = itsDeadline;
        total = 0;
    }

    /** Has anything come since {@link #next}? */
    boolean touched() {
        return total > 0;
    }

    /**
     * The next line without its LF; null at the end. An unfinished last line counts, unless it is a single byte: the
     * original drops its last byte, and a single letter must not decide.
     *
     * @throws PluginFault when a limit is passed
     */
    @Nullable
    String line() throws PluginFault, IOException {
        int looked = start;
        while (true) {
            for (; looked < end; looked++) {
                if (buffer[looked] == '\n') {
                    checkLine(looked - start);
                    String line = Latin1.string(buffer, start, looked - start);
                    start = looked + 1;
                    return line;
                }
            }
            int have = end - start;
            checkLine(have);
            if (over || !fill()) {
                start = end;
                return have > 1 ? Latin1.string(buffer, end - have, have) : null;
            }
            looked = start + have;
        }
    }

    private static void checkLine(int length) throws PluginFault {
        if (length > LONGEST_LINE) {
            throw PluginFault.of("wrote too much", "a line of more than " + LONGEST_LINE + " bytes");
        }
    }

    /** Reads more behind what is there; false at the end. */
    private boolean fill() throws PluginFault, IOException {
        makeRoom();
        if (!await()) {
            over = true;
            return false;
        }
        int got;
        try {
            got = pipe.read(buffer, end, buffer.length - end);
        } catch (PosixException e) {
            throw PluginFault.lost(String.valueOf(e.getMessage()));
        }
        over = got < 0;
        if (over) {
            return false;
        }
        end += got;
        total += got;
        if (total > MOST_OUTPUT) {
            throw PluginFault.of("wrote too much", "more than " + MOST_OUTPUT + " bytes");
        }
        return true;
    }

    private void makeRoom() {
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            start = 0;
        }
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * end);
        }
    }

    /** Waits for bytes or the end of the pipe; false if the program is gone and the pipe will not end. */
    private boolean await() throws PluginFault, IOException {
        try {
            Deadline hanging = null;
            while (true) {
                Duration left = deadline.left();
                if (pipe.awaitInput(left.compareTo(LOOK) < 0 ? left : LOOK)) {
                    return true;
                }
                if (deadline.over()) {
                    throw PluginFault.of("timed out");
                }
                if (hanging == null && child.waitFor(Duration.ZERO).isPresent()) {
                    hanging = Deadline.in(AFTER_ITS_END);
                } else if (hanging != null && hanging.over()) {
                    return false;
                }
            }
        } catch (InterruptedIOException stopping) {
            throw stopping;
        } catch (PosixException e) {
            throw PluginFault.lost(String.valueOf(e.getMessage()));
        }
    }
}
