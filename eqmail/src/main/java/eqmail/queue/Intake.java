package eqmail.queue;

import eqmail.mail.Envelope;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Takes one handed-over message (socket or drop file) into the spool. Believes nothing but what the system says. */
final class Intake {
    private static final int COPY = 8192;

    private final SpoolQueue queue;
    private final Origins origins;

    /** Takes into {@code queue}, which must be one of unix form. */
    Intake(SpoolQueue queue, Origins origins) {
        this.queue = queue;
        this.origins = origins;
    }

    /**
     * The end of one hand-over.
     *
     * @param exit qmail-queue's exit code; 0 means that the message is durable
     * @param number its number, 0 if it has none
     */
    record Receipt(int exit, long number) {}

    /** Reads {@code stream} to the end of the message and queues it for account {@code uid}. */
    Receipt take(InputStream stream, int uid) {
        try {
            HandoverFormat.Reader reader = new HandoverFormat.Reader(stream);
            try (SpoolSubmission submission = open(origins.of(uid, reader.account()))) {
                copy(reader.part(), submission);
                InputStream part = reader.part();
                Envelope envelope = new EnvelopeReader(part).read();
                part.transferTo(OutputStream.nullOutputStream());
                reader.end();
                return new Receipt(submission.commitForExit(envelope), submission.qp());
            }
        } catch (QueueFault fault) {
            return new Receipt(fault.exit(), 0);
        } catch (IOException cutOff) {
            return new Receipt(QueueFault.READ_ERROR, 0);
        }
    }

    private SpoolSubmission open(Origin origin) throws QueueFault {
        try {
            return queue.open(origin);
        } catch (IOException full) {
            throw new QueueFault(QueueFault.WRITE_ERROR, full);
        }
    }

    private static void copy(InputStream from, SpoolSubmission to) throws IOException {
        byte[] buffer = new byte[COPY];
        for (int got = from.read(buffer); got >= 0; got = from.read(buffer)) {
            to.write(buffer, 0, got);
        }
    }
}
