package eqmail.queue;

import eqmail.bytes.Latin1;
import eqmail.mail.BodyForm;
import eqmail.mail.Envelope;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Takes forwarded messages and answers as told. */
public final class FakeQueue implements MailQueue {
    private final QueueResult answer;
    private final BodyForm form;
    private final List<Queued> queued = new ArrayList<>();
    private final List<Origin> origins = new ArrayList<>();

    /** Answers as a queue program that exits with {@code exit}. */
    public FakeQueue(int exit, BodyForm form) {
        this(QueueResult.ofExit(exit), form);
    }

    /** Answers with {@code answer}. */
    public FakeQueue(QueueResult answer, BodyForm form) {
        this.answer = answer;
        this.form = form;
    }

    /** What was committed, whatever the answer. */
    public record Queued(String message, Envelope envelope) {}

    public List<Queued> queued() {
        return queued;
    }

    public List<Origin> origins() {
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
                return answer;
            }

            @Override
            public void close() {}
        };
    }
}
