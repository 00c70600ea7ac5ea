package eqmail.queue;

import eqmail.bytes.Latin1;
import eqmail.mail.BodyForm;
import eqmail.mail.Envelope;
import eqmail.posix.Child;
import eqmail.posix.Exit;
import eqmail.posix.Launch;
import eqmail.posix.PosixException;
import eqmail.posix.Signal;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A queue behind a program (qmail.c; network.md section 6): {@code $QMAILQUEUE}, or what somebody put in the place of
 * {@code bin/qmail-queue}. It reads the message on descriptor 0 and the envelope on descriptor 1, and answers by its
 * exit code.
 */
public final class ProgramQueue implements MailQueue {
    /**
     * How long the program may take nothing, and then how long it may think. A client waits ten minutes for the answer
     * (RFC 5321 4.5.3.2.6); a scanner may be slower on a bad day, but after an hour nobody wants to know any more.
     */
    static final Duration PATIENCE = Duration.ofHours(1);

    /** So long a program whose input was cut short may take to clean up. */
    static final Duration FAREWELL = Duration.ofSeconds(30);

    private static final int CANNOT_RUN = 120;
    private static final int TIMED_OUT = 52;

    private final Path home;
    private final String program;
    private final Map<String, String> server;
    private final Map<String, String> session;
    private final Duration patience;

    /**
     * Hands messages to {@code program}.
     *
     * @param program a path, relative to {@code home}, where it starts
     * @param server variables that it finds unless the session has its own
     * @param session what else it sees; looked at anew for each message
     */
    public ProgramQueue(Path home, String program, Map<String, String> server, Map<String, String> session) {
        this(home, program, server, session, PATIENCE);
    }

    ProgramQueue(
            Path home, String program, Map<String, String> server, Map<String, String> session, Duration patience) {
        this.home = home;
        this.program = program;
        this.server = server;
        this.session = session;
        this.patience = patience;
    }

    /**
     * Starts the program. One that cannot be run, or a home that cannot be entered, gives a submission all the same,
     * which is answered accordingly: the original learns of it only after its fork.
     *
     * @param origin not told: the program sees the account it runs under
     */
    @Override
    public Submission open(Origin origin) throws IOException {
        Map<String, String> environment = new HashMap<>(server);
        environment.putAll(session);
        Launch launch = Launch.of(program)
                .directory(home.toString())
                .environment(environment)
                .ignoring(Signal.PIPE)
                .pipeTo(0)
                .pipeTo(1);
        try {
            return new Running(launch.start(), patience);
        } catch (PosixException e) {
            return switch (e.call()) {
                case "exec" -> new AnsweredSubmission(CANNOT_RUN);
                case "open" -> new AnsweredSubmission(QueueFault.NO_HOME);
                default -> throw e;
            };
        }
    }

    /** A program that takes a message. */
    private static final class Running implements Submission {
        private final Child child;
        private final Duration patience;
        private final OutputStream message;
        private boolean writeFailed;
        private boolean committed;

        Running(Child child, Duration patience) {
            this.child = child;
            this.patience = patience;
            this.message = new BufferedOutputStream(child.to(0).output(patience));
        }

        @Override
        public BodyForm form() {
            return BodyForm.UNIX;
        }

        @Override
        public long qp() {
            return child.pid();
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            if (!writeFailed) {
                attempt(() -> message.write(bytes, offset, length));
            }
        }

        @Override
        public QueueResult commit(Envelope envelope) {
            if (!writeFailed) {
                attempt(message::flush);
            }
            child.to(0).close();
            if (!writeFailed) {
                attempt(() -> child.to(1).output(patience).write(bytes(envelope)));
            }
            child.to(1).close();
            return result();
        }

        private void attempt(Write write) {
            try {
                write.run();
            } catch (IOException e) {
                writeFailed = true;
            }
        }

        private QueueResult result() {
            committed = true;
            Optional<Exit> exit;
            try {
                exit = child.waitFor(patience);
            } catch (IOException e) {
                return new QueueResult("Zqq waitpid surprise (#4.3.0)");
            }
            if (exit.isEmpty()) {
                return QueueResult.ofExit(TIMED_OUT);
            }
            if (exit.get().crashed()) {
                return new QueueResult("Zqq crashed (#4.3.0)");
            }
            return exit.get().ok() && writeFailed
                    ? new QueueResult("Zqq read error (#4.3.0)")
                    : QueueResult.ofExit(exit.get().code());
        }

        private static byte[] bytes(Envelope envelope) {
            StringBuilder text =
                    new StringBuilder("F").append(envelope.sender()).append('\0');
            envelope.recipients().forEach(r -> text.append('T').append(r).append('\0'));
            return Latin1.bytes(text.append('\0').toString());
        }

        /**
         * Without envelope the program learns that there is nothing to queue, and may end in its own way. One that was
         * given up is killed.
         */
        @Override
        public void close() {
            try (child) {
                child.to(0).close();
                child.to(1).close();
                if (!committed) {
                    attempt(() -> child.waitFor(FAREWELL));
                }
            }
        }
    }

    /** Something that may fail, like a write. */
    @FunctionalInterface
    private interface Write {
        void run() throws IOException;
    }
}
