package eqmail.smtpd;

import eqmail.bytes.Latin1;
import eqmail.bytes.WireToUnix;
import eqmail.mail.BodyForm;
import eqmail.mail.Envelope;
import eqmail.queue.MailQueue;
import eqmail.queue.Origin;
import eqmail.queue.QueueResult;
import eqmail.queue.Submission;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A queue in memory that keeps what was committed and answers as it was told. */
final class RecordingQueue implements MailQueue {
    static final long QP = 4711;

    private final BodyForm form;
    private final Map<String, String> environment;
    private final QueueResult answer;
    private final List<Queued> messages = new ArrayList<>();
    private int abandoned;
    private @Nullable IOException startFault;

    /** One committed message: its text in unix form, its envelope, the session's environment at that moment. */
    record Queued(String text, Envelope envelope, Map<String, String> environment) {
        /** The envelope as a queue program gets it. */
        String envelopeBytes() {
            StringBuilder out = new StringBuilder("F" + envelope.sender() + "\0");
            envelope.recipients().forEach(r -> out.append('T').append(r).append('\0'));
            return out.append('\0').toString();
        }
    }

    RecordingQueue(BodyForm form, Map<String, String> environment, QueueResult answer) {
        this.form = form;
        this.environment = environment;
        this.answer = answer;
    }

    RecordingQueue(BodyForm form) {
        this(form, Map.of(), QueueResult.ACCEPTED);
    }

    RecordingQueue thatCannotStart(IOException fault) {
        startFault = fault;
        return this;
    }

    List<Queued> messages() {
        return messages;
    }

    /** Messages begun and closed without commit. */
    int abandoned() {
        return abandoned;
    }

    @Override
    public Submission open(Origin origin) throws IOException {
        IOException fault = startFault;
        if (fault != null) {
            throw fault;
        }
        return new Recording();
    }

    private final class Recording implements Submission {
        private final ByteArrayOutputStream text = new ByteArrayOutputStream();
        private boolean committed;

        @Override
        public BodyForm form() {
            return form;
        }

        @Override
        public long qp() {
            return QP;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            text.write(bytes, offset, length);
        }

        @Override
        public QueueResult commit(Envelope envelope) {
            committed = true;
            messages.add(new Queued(unixText(), envelope, new TreeMap<>(environment)));
            return answer;
        }

        @Override
        public void close() {
            abandoned += committed ? 0 : 1;
        }

        private String unixText() {
            try {
                byte[] bytes = text.toByteArray();
                return Latin1.string(
                        form == BodyForm.UNIX ? bytes : new WireToUnix(new ByteArrayInputStream(bytes)).readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
