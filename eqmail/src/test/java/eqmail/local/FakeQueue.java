package eqmail.local;

import eqmail.bytes.Latin1;
import eqmail.mail.BodyForm;
import eqmail.mail.Envelope;
import eqmail.queue.MailQueue;
import eqmail.queue.Origin;
import eqmail.queue.QueueResult;
import eqmail.queue.Submission;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Takes forwarded messages and answers as told. */
final class FakeQueue implements MailQueue {
    private final int exit;
    private final BodyForm form;
    private final List<Queued> queued = new ArrayList<>();
    private final List<Origin> origins = new ArrayList<>();

    /** Answers as a queue program that exits with {@code exit}. */
    FakeQueue(int exit, BodyForm form) {
        this.exit = exit;
        this.form = form;
    }

    /** What was committed, whatever the answer. */
    record Queued(String message, Envelope envelope) {}

    List<Queued> queued() {
        return queued;
    }

    List<Origin> origins() {
        return origins;
    }

    @Override
    public Submission open(Origin origin) {
        origins.add(origin);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        return new Submission() {
            @Override
            public BodyForm form() {
                return form;
            }

            @Override
            public long qp() {
                return 4711;
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                text.write(bytes, offset, length);
            }

            @Override
            public QueueResult commit(Envelope envelope) {
                queued.add(new Queued(Latin1.string(text.toByteArray()), envelope));
                return QueueResult.ofExit(exit);
            }

            @Override
            public void close() {}
        };
    }
}
