package eqmail.queue;

import eqmail.bytes.UnixSize;
import eqmail.mail.BodyForm;
import eqmail.mail.Envelope;
import eqmail.mail.MessageId;
import eqmail.spool.Draft;
import eqmail.spool.Posting;
import java.io.IOException;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A message on its way into the spool of this process. */
public final class SpoolSubmission implements Submission {
    private final Draft draft;
    private final BodyForm form;
    private final Origin origin;
    private final InstantSource clock;
    private final Consumer<MessageId> arrivals;
    private final UnixSize size = new UnixSize();
    private @Nullable IOException failed;

    SpoolSubmission(Draft draft, BodyForm form, Origin origin, InstantSource clock, Consumer<MessageId> arrivals) {
        this.draft = draft;
        this.form = form;
        this.origin = origin;
        this.clock = clock;
        this.arrivals = arrivals;
    }

    @Override
    public BodyForm form() {
        return form;
    }

    @Override
    public long qp() {
        return draft.id().number();
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        if (failed != null) {
            return;
        }
        try {
            draft.write(bytes, offset, length);
            size.count(bytes, offset, length);
        } catch (IOException e) {
            failed = e;
        }
    }

    @Override
    public QueueResult commit(Envelope envelope) {
        return QueueResult.ofExit(commitForExit(envelope));
    }

    /** {@link #commit} with qmail-queue's exit code as the answer. */
    int commitForExit(Envelope envelope) {
        if (failed != null) {
            return QueueFault.WRITE_ERROR;
        }
        if (tooLong(envelope)) {
            return QueueFault.ADDRESS_TOO_LONG;
        }
        try {
            long bytes = form == BodyForm.WIRE ? size.ofWire() : size.ofUnix();
            draft.commit(new Posting(envelope, clock.instant(), origin.uid(), bytes))
                    .await();
        } catch (IOException e) {
            return QueueFault.WRITE_ERROR;
        }
        arrivals.accept(draft.id());
        return 0;
    }

    @Override
    public void close() {
        draft.close();
    }

    private static boolean tooLong(Envelope envelope) {
        return envelope.sender().length() > EnvelopeReader.MAX_ADDRESS
                || envelope.recipients().stream().anyMatch(r -> r.length() > EnvelopeReader.MAX_ADDRESS);
    }
}
