package eqmail.queue;

import eqmail.bytes.Latin1;
import eqmail.dkim.AuthenticationResults;
import eqmail.dkim.HeaderGate;
import eqmail.dkim.MessageCheck;
import eqmail.fs.ScratchBody;
import eqmail.log.Log;
import eqmail.mail.BodyForm;
import eqmail.mail.Envelope;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The queue behind a check of DKIM signatures: what the command qmail-vdkim does, without a process. A message without
 * signature goes straight on once its header is over; another one is held until its last byte has come, since what is
 * found stands above it.
 */
public final class VerifyingQueue implements MailQueue {
    /** qmail-queue's codes: writing failed; somebody stopped us. */
    private static final int WRITE_ERROR = QueueFault.WRITE_ERROR;

    private static final int TEMPORARY = 71;

    private final MailQueue next;
    private final MessageCheck check;
    private final AuthenticationResults host;
    private final Log log;

    /** What {@code check} finds is told in the name of {@code host}, and goes with the message to {@code next}. */
    public VerifyingQueue(MailQueue next, MessageCheck check, AuthenticationResults host, Log log) {
        this.next = next;
        this.check = check;
        this.host = host;
        this.log = log;
    }

    @Override
    public Submission open(Origin origin) throws IOException {
        return new Checked(next.open(origin));
    }

    /** A message on its way through the check. */
    private final class Checked implements Submission {
        private final Submission behind;
        private final HeaderGate onward;
        private final HeaderGate watch = new HeaderGate(host, OutputStream.nullOutputStream());
        private final ScratchBody held;
        private boolean holding = true;
        private @Nullable IOException failed;

        Checked(Submission behind) {
            this.behind = behind;
            this.onward = new HeaderGate(host, new SubmissionStream(behind));
            this.held = new ScratchBody(behind.form());
        }

        @Override
        public BodyForm form() {
            return behind.form();
        }

        @Override
        public long qp() {
            return behind.qp();
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            if (failed != null) {
                return;
            }
            try {
                if (holding) {
                    hold(bytes, offset, length);
                } else {
                    onward.write(bytes, offset, length);
                }
            } catch (IOException e) {
                failed = e;
            }
        }

        private void hold(byte[] bytes, int offset, int length) throws IOException {
            held.write(bytes, offset, length);
            if (!watch.inBody()) {
                watch.write(bytes, offset, length);
                if (watch.inBody() && !watch.signed()) {
                    release(MessageCheck.Judgement.UNSIGNED);
                }
            }
        }

        /** Lets go what is held, the finding first. */
        private void release(MessageCheck.Judgement judgement) throws IOException {
            String field = form() == BodyForm.WIRE ? judgement.field().replace("\n", "\r\n") : judgement.field();
            byte[] bytes = Latin1.bytes(field);
            behind.write(bytes, 0, bytes.length);
            held.copyTo(onward);
            held.close();
            holding = false;
            log.line("qmail-vdkim: " + judgement.line());
        }

        @Override
        public QueueResult commit(Envelope envelope) {
            try {
                if (failed == null && holding) {
                    release(check.judge(held));
                }
                onward.end();
            } catch (IOException e) {
                failed = e;
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return QueueResult.ofExit(TEMPORARY);
            }
            return failed == null ? behind.commit(envelope) : QueueResult.ofExit(WRITE_ERROR);
        }

        @Override
        public void close() {
            held.close();
            behind.close();
        }
    }
}
