package eqmail.send;

import eqmail.bytes.Latin1;
import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.delivery.Deliverer;
import eqmail.log.Log;
import eqmail.mail.BodyForm;
import eqmail.mail.Envelope;
import eqmail.mail.MessageId;
import eqmail.queue.MailQueue;
import eqmail.queue.Origin;
import eqmail.queue.QueueResult;
import eqmail.queue.Submission;
import eqmail.spool.Stored;
import eqmail.time.MailTime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * qmail-send without threads: the test takes the turns, sets the clock and says when a delivery ends. Deliveries run inside
 * the turn that starts them unless {@link #held} keeps them.
 */
final class SendRig {
    static final Instant START = Instant.ofEpochSecond(1_800_000_000);
    static final int SEND_UID = 907;

    final ModelSpool spool = new ModelSpool();
    final List<String> log = new ArrayList<>();
    final List<Runnable> held = new ArrayList<>();
    final Path home;
    Instant now = START;
    Deliverer local = order -> new eqmail.mail.Verdict.Delivered("did 1+0+0\n");
    Deliverer remote = order -> new eqmail.mail.Verdict.Delivered("ok\n");
    /** Set: deliveries wait in {@link #held}. */
    boolean hold;
    /** Answer of the queue to bounces. */
    QueueResult bounceAnswer = QueueResult.ACCEPTED;

    boolean queueMissing;
    private @Nullable Send send;

    SendRig(Path home) {
        this.home = home;
        control(Map.of("control/me", "mail.example.org\n", "control/locals", "mail.example.org\nexample.org\n"));
    }

    void control(Map<String, String> files) {
        try {
            for (Map.Entry<String, String> file : files.entrySet()) {
                Path path = home.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.write(path, Latin1.bytes(file.getValue()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void start() {
        try {
            send = new Send(SendControls.load(new Control(home)), surroundings());
        } catch (ControlException e) {
            throw new UncheckedIOException(e);
        }
        send().takeOver();
        run();
    }

    Send send() {
        return Objects.requireNonNull(send, "not started");
    }

    /** Puts a message into the queue and tells qmail-send, if it runs. */
    MessageId inject(String sender, String... recipients) {
        return inject(sender, List.of(recipients), "Subject: t\n\nbody\n", 0);
    }

    MessageId inject(String sender, List<String> recipients, String text, int uid) {
        Stored stored = spool.put(sender, recipients, text, now, uid);
        if (send != null) {
            send.accepted(stored);
            run();
        }
        return stored.id();
    }

    /** The line that qmail-queue puts in front. */
    String received(String phrase) {
        return "Received: (qmail 4711 invoked " + phrase + "); " + MailTime.date822(now, ZoneOffset.UTC) + "\n";
    }

    /** Takes turns until nothing is left to do at this time. */
    void run() {
        while (send().turn() == 0) {
            // Each turn leaves less to do.
        }
    }

    /** Lets time pass, with a turn at every moment that asks for one. */
    void pass(long seconds) {
        Instant end = now.plusSeconds(seconds);
        for (; ; ) {
            long wake = send().turn();
            if (wake == 0) {
                continue;
            }
            if (wake > end.getEpochSecond()) {
                now = end;
                run();
                return;
            }
            now = Instant.ofEpochSecond(wake);
        }
    }

    /** Ends the delivery that has waited longest. */
    void release() {
        held.removeFirst().run();
        run();
    }

    void terminate() {
        send().terminate();
        run();
    }

    private Surroundings surroundings() {
        Executor deliveries = task -> {
            if (hold) {
                held.add(task);
            } else {
                task.run();
            }
        };
        Log lines = line -> log.add(line);
        return new Surroundings(
                spool,
                new Outlet(order -> local.deliver(order), deliveries),
                new Outlet(order -> remote.deliver(order), deliveries),
                new Queue(),
                Origin.bounce(SEND_UID),
                Runnable::run,
                Runnable::run,
                lines,
                () -> now,
                ZoneOffset.UTC);
    }

    /** The queue as bounces and forwards see it: adds the Received line, answers what the test wants. */
    final class Queue implements MailQueue {
        @Override
        public Submission open(Origin origin) throws IOException {
            if (queueMissing) {
                throw new IOException("no such program");
            }
            return new Memory(origin);
        }
    }

    private final class Memory implements Submission {
        private final Origin origin;
        private final long qp = spool.nextNumber();
        private final ByteArrayOutputStream text = new ByteArrayOutputStream();

        Memory(Origin origin) {
            this.origin = origin;
        }

        @Override
        public BodyForm form() {
            return BodyForm.UNIX;
        }

        @Override
        public long qp() {
            return qp;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            text.write(bytes, offset, length);
        }

        @Override
        public QueueResult commit(Envelope envelope) {
            if (bounceAnswer.accepted()) {
                send().accepted(spool.put(
                        envelope.sender(),
                        envelope.recipients(),
                        received(origin.phrase()) + Latin1.string(text.toByteArray()),
                        now,
                        origin.uid()));
            }
            return bounceAnswer;
        }

        @Override
        public void close() {}
    }
}
