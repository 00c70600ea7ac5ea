package eqmail.queue;

import eqmail.bytes.UnixToWire;
import eqmail.mail.BodyForm;
import java.io.OutputStream;

/** A submission's text as a stream. A submission swallows trouble until its commit, so nothing here throws. */
public final class SubmissionStream extends OutputStream {
    private final Submission submission;

    /** Takes text in the submission's own form. */
    public SubmissionStream(Submission submission) {
        this.submission = submission;
    }

    /** Takes text in unix form, whatever the submission's own is. */
    public static OutputStream unix(Submission submission) {
        OutputStream raw = new SubmissionStream(submission);
        return submission.form() == BodyForm.UNIX ? raw : new UnixToWire(raw);
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        submission.write(bytes, offset, length);
    }
}
