package eqmail.admin;

import eqmail.bytes.Latin1;
import eqmail.control.Fault;
import eqmail.mail.MessageId;
import eqmail.spool.Stored;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** qmail-qstat: how many messages are queued, and how many of them wait for their recipients to be routed. */
public final class QueueStat {
    private static final int FATAL = 111;

    private final Path home;
    private final QueueView queue;
    private final OutputStream out;
    private final OutputStream errors;

    /** Counts the queue of {@code home}. */
    public QueueStat(Path home, QueueView queue, OutputStream out, OutputStream errors) {
        this.home = home;
        this.queue = queue;
        this.out = out;
        this.errors = errors;
    }

    /**
     * Prints both counts.
     *
     * @return exit code: 0, or 111 with the reason on standard error (the original prints -1 for both)
     * @throws IOException when the output cannot be written
     */
    public int run() throws IOException {
        Counts counts = new Counts();
        try {
            QueueHouse.enter(home);
            queue.forEach(counts);
        } catch (IOException e) {
            errors.write(Latin1.bytes("qmail-qstat: fatal: unable to read the queue: " + Fault.text(e) + "\n"));
            return FATAL;
        }
        out.write(Latin1.bytes("messages in queue: " + counts.messages + "\n"
                + "messages in queue but not yet preprocessed: " + counts.unrouted + "\n"));
        return 0;
    }

    private static final class Counts implements QueueView.Visitor {
        private long messages;
        private long unrouted;

        @Override
        public void message(Stored stored) {
            messages++;
            unrouted += stored.routed() ? 0 : 1;
        }

        @Override
        public void trouble(MessageId id, IOException reason) {
            messages++;
        }
    }
}
