package eqmail.lines;

import eqmail.bytes.Latin1;
import eqmail.mail.Envelope;
import eqmail.queue.QueueResult;
import eqmail.queue.Submission;
import eqmail.queue.SubmissionStream;
import java.io.IOException;
import java.io.OutputStream;

/** Sends the message on, with the line of this delivery before it (forward, condredirect). */
final class Resending {
    /** A small message is read whole before the queue is opened, so that a slow writer holds nothing there. */
    private static final int FIRST_PIECE = 64 * 1024;

    private final Call call;
    private final String command;

    /** For {@code command}, whose name its lines begin with. */
    Resending(Call call, String command) {
        this.call = call;
        this.command = command;
    }

    /** The value of a variable that must be there. */
    String variable(String name) throws Ending {
        String value = call.env().get(name);
        if (value == null) {
            throw Ending.fatal(Ending.PERMANENT, command, name + " not set");
        }
        return value;
    }

    /**
     * Queues {@code line} and the message.
     *
     * @return the ending of a command that did its work: {@code COMMAND: qp NUMBER}
     */
    Ending queue(String line, Envelope envelope, int exit) throws Ending, IOException {
        byte[] piece = read();
        try (Submission submission = open()) {
            OutputStream out = SubmissionStream.unix(submission);
            out.write(Latin1.bytes(line));
            for (; piece.length > 0; piece = read()) {
                out.write(piece);
            }
            QueueResult result = submission.commit(envelope);
            if (!result.accepted()) {
                throw Ending.fatal(result.permanent() ? Ending.PERMANENT : Ending.TEMPORARY, command, result.text());
            }
            return new Ending(exit, command + ": qp " + submission.qp());
        }
    }

    private Submission open() throws Ending {
        try {
            return call.queue().open(call.origin());
        } catch (IOException e) {
            throw Ending.fatal(command, "unable to fork: ", e);
        }
    }

    private byte[] read() throws Ending {
        try {
            return call.stdin().readNBytes(FIRST_PIECE);
        } catch (IOException e) {
            throw Ending.fatal(command, "unable to read message: ", e);
        }
    }
}
