package eqmail.bfrmt;

import eqmail.bytes.ByteInput;
import eqmail.bytes.Latin1;
import eqmail.bytes.Netstrings;
import eqmail.fs.HeldBody;
import eqmail.log.Log;
import eqmail.posix.Child;
import eqmail.posix.Descriptor;
import eqmail.posix.Launch;
import eqmail.posix.Signal;
import eqmail.time.Deadline;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/**
 * A persistent filter that runs (remotefilters(5)). It greets with a line; then, again and again, it is sent two netstrings
 * and answers with one or two:
 *
 * <pre>
 * filter  qmail-bfrmt 1 LF
 * server  netstring: HOST NUL SENDER NUL RECIPIENT NUL ...
 *         netstring: the message
 * filter  netstring: CODE, or CODE blank TEXT
 *         netstring: the new message, if CODE is 0
 * </pre>
 *
 * One thread uses it at a time. After any exception it is good for nothing but {@link #close}.
 */
final class FilterProcess implements AutoCloseable {
    private static final String GREETING = "qmail-bfrmt 1\n";
    /** No answer needs more; a report shows less. */
    private static final int LONGEST_ANSWER = 1000;

    /** What is still on its way when the answer comes. */
    private static final Duration LAST_BYTES = Duration.ofMillis(100);

    private final Child child;
    private final Complaints complaints;
    /** Has it taken all that it was sent about the last message? */
    private volatile boolean inStep;

    /** Starts it and waits for its greeting. */
    FilterProcess(Launch launch, String name, Duration within, Log log) throws IOException {
        child = launch.pipeTo(0).pipeFrom(1).pipeFrom(2).start();
        complaints = new Complaints(child.from(2), name, log);
        boolean greeted = false;
        try {
            byte[] said = new FilterOutput(child.from(1), Deadline.in(within), GREETING.length())
                    .readNBytes(GREETING.length());
            greeted = Latin1.string(said).equals(GREETING);
            if (!greeted) {
                throw new FilterFault("does not greet with " + GREETING.strip());
            }
        } finally {
            if (!greeted) {
                close();
            }
        }
    }

    /** What it answered. */
    sealed interface Answer {
        /** A message, to be closed. */
        record Message(HeldBody text) implements Answer {}

        /** A code other than 0. */
        record Refusal(int code, String text) implements Answer {}
    }

    /** The process had ended before this message, or did so without a word on it. */
    static final class Gone extends FilterFault {
        private static final long serialVersionUID = 1;

        Gone() {
            super("ends without an answer");
        }
    }

    /** Has it answer about one message. */
    Answer ask(Outgoing mail, Descriptor message, Deadline end) throws IOException, InterruptedException {
        complaints.renew();
        inStep = false;
        long size = message.status().size();
        Thread writer = Thread.ofVirtual().name("filter-input").start(() -> write(mail, message, size, end));
        try {
            return answer(new FilterOutput(child.from(1), end, FilterLimits.output(size) + LONGEST_ANSWER));
        } finally {
            if (!writer.join(LAST_BYTES)) {
                writer.interrupt();
                writer.join();
            }
        }
    }

    /** Can it be asked again? Not if it answered before it had read everything. */
    boolean inStep() {
        return inStep;
    }

    private void write(Outgoing mail, Descriptor message, long size, Deadline end) {
        OutputStream to = child.to(0).output(end.left());
        StringBuilder envelope = new StringBuilder();
        envelope.append(mail.host()).append('\0').append(mail.sender()).append('\0');
        mail.recipients().forEach(recipient -> envelope.append(recipient).append('\0'));
        try {
            to.write(Latin1.bytes(Netstrings.of(envelope.toString()) + size + ":"));
            byte[] piece = new byte[64 * 1024];
            long at = 0;
            for (int got = message.readAt(at, piece, 0, piece.length);
                    got > 0;
                    got = message.readAt(at, piece, 0, piece.length)) {
                to.write(piece, 0, got);
                at += got;
            }
            to.write(',');
            inStep = true;
        } catch (IOException notTaken) {
            // Its answer, or its end, tells what is the matter.
        }
    }

    private static Answer answer(FilterOutput output) throws IOException {
        ByteInput in = new ByteInput(output);
        if (!in.fill()) {
            throw new Gone();
        }
        try {
            return answer(new Netstrings(in));
        } catch (Netstrings.Malformed | Netstrings.TooLong odd) {
            throw new FilterFault("answers with " + odd.getMessage());
        } catch (EOFException early) {
            throw new FilterFault("ends within its answer");
        }
    }

    private static Answer answer(Netstrings in) throws IOException {
        long length = in.length();
        if (length > LONGEST_ANSWER) {
            throw new FilterFault("gives an answer of " + length + " bytes");
        }
        String text = in.text((int) length);
        in.comma();
        int blank = text.indexOf(' ');
        String code = blank < 0 ? text : text.substring(0, blank);
        if (!code.matches("[0-9]{1,3}")) {
            throw new FilterFault("gives an answer without a code");
        }
        if (Integer.parseInt(code) != 0) {
            return new Answer.Refusal(
                    Integer.parseInt(code), Log.printable(blank < 0 ? "" : text.substring(blank + 1)));
        }
        HeldBody message = HeldBody.readUnix(new Text(in, in.length()));
        boolean whole = false;
        try {
            in.comma();
            whole = true;
            return new Answer.Message(message);
        } finally {
            if (!whole) {
                message.close();
            }
        }
    }

    /** Ends it with all it started. */
    @Override
    public void close() {
        try (child) {
            child.killGroup(Signal.KILL);
            complaints.finish();
        }
    }

    /** The inside of a netstring, as a stream. */
    private static final class Text extends InputStream {
        private final Netstrings in;
        private long left;

        Text(Netstrings in, long length) {
            this.in = in;
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int part = (int) Math.min(length, left);
            int[] at = {offset};
            in.pass(part, (bytes, from, count) -> {
                System.arraycopy(bytes, from, into, at[0], count);
                at[0] += count;
            });
            left -= part;
            return part;
        }
    }
}
