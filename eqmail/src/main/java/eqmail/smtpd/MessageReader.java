package eqmail.smtpd;

import eqmail.bytes.ByteInput;
import eqmail.bytes.Latin1;
import eqmail.mail.BodyForm;
import eqmail.queue.Submission;
import java.io.EOFException;
import java.io.IOException;

/**
 * Reads one message of DATA up to CR LF dot CR LF and passes it on as it comes in, in the form that the queue wants.
 *
 * <p>It is the state machine of network.md 2.7. Only CR LF ends a line: a bare LF is refused and a bare CR is text, so
 * nothing but CR LF dot CR LF ends the message, and no second message can be smuggled in. Stretches of ordinary bytes
 * are found in the input's buffer and copied whole. In wire form all but stuffed and odd dots stays as it came, and the
 * result is what {@link eqmail.bytes.UnixToWire} makes of the decoded text.
 */
final class MessageReader {
    /** How reading ended. */
    enum End {
        /** With CR LF dot CR LF. */
        COMPLETE,
        /** With an LF that no CR stood before. */
        BARE_LF
    }

    /** What was seen just before the next byte. */
    private enum State {
        LINE_START,
        IN_LINE,
        /** A dot at the start of a line; it is held back. */
        DOT,
        /** A dot and a CR at the start of a line; both are held back. */
        DOT_CR,
        /** A CR; in unix form it is held back. */
        CR
    }

    /** Short stretches (lines in unix form) are collected up to this many bytes before they are passed on. */
    private static final int COLLECT = 4096;

    private final Submission out;
    private final boolean wire;
    private final long mostBytes;
    private final int mostHeader;
    private final HeaderWatch header = new HeaderWatch();
    private final byte[] collected = new byte[COLLECT];
    private int used;
    private State state = State.LINE_START;
    /** First byte of the input's buffer that is text and not yet passed on. */
    private int keep;
    /** In state CR: did the CR come with an earlier buffer? */
    private boolean crOutsideBuffer;
    /** Decoded bytes; in wire form the CR of a line counts until its LF is seen. */
    private long size;

    private boolean tooBig;

    /**
     * Writes to {@code out}.
     *
     * @param mostBytes size limit in decoded bytes, 0 without one
     * @param mostHeader longest header in bytes as received
     */
    MessageReader(Submission out, long mostBytes, int mostHeader) {
        this.out = out;
        this.wire = out.form() == BodyForm.WIRE;
        this.mostBytes = mostBytes;
        this.mostHeader = mostHeader;
    }

    /** Puts {@code lines}, ended by LF, before the message; they do not count as its text. */
    void prefix(String lines) {
        byte[] bytes = Latin1.bytes(
                wire
                        ? ("\n" + lines)
                                .replace("\n.", "\n..")
                                .replace("\n", "\r\n")
                                .substring(2)
                        : lines);
        emit(bytes, 0, bytes.length);
    }

    /**
     * Reads to the end of the message, whatever its size: too much of it is read and dropped.
     *
     * @throws EOFException when the peer closes inside the message
     * @throws IOException when reading fails or takes too long
     */
    End read(ByteInput in) throws IOException {
        while (in.fill()) {
            byte[] b = in.array();
            int from = in.position();
            int limit = in.limit();
            keep = from;
            int i = from;
            while (i < limit) {
                if (b[i] == '\n' && state != State.CR) {
                    header.accept(b, from, i + 1);
                    in.consumeTo(i + 1);
                    return state == State.DOT_CR ? complete() : End.BARE_LF;
                }
                i = step(b, i, limit);
            }
            header.accept(b, from, limit);
            in.consumeTo(limit);
            keepRest(b, limit);
        }
        throw new EOFException("the peer closed inside a message");
    }

    /** Is the text longer than the limit? */
    boolean tooBig() {
        return tooBig;
    }

    /** Has the message come around too often? */
    boolean looping() {
        return header.hops() >= HeaderWatch.MOST_HOPS;
    }

    /** Is the header longer than its limit? */
    boolean headerTooLong() {
        return header.bytes() > mostHeader;
    }

    /** Takes the byte at {@code i} (an LF only after a CR), or as many as are plain text; gives the next index. */
    private int step(byte[] b, int i, int limit) {
        byte c = b[i];
        switch (state) {
            case IN_LINE -> {
                int end = lineEnd(b, i, limit);
                if (end < limit && b[end] == '\r') {
                    state = State.CR;
                    return end + 1;
                }
                return end;
            }
            case LINE_START -> {
                if (c == '.') {
                    text(b, i);
                    keep = i + 1;
                    state = State.DOT;
                } else {
                    state = textOrCr(c);
                }
            }
            case DOT -> afterDot(c, i);
            case DOT_CR -> {
                heldDotAndCr();
                state = textOrCr(c);
            }
            case CR -> {
                if (c == '\n') {
                    endLine(b, i);
                } else {
                    heldCr();
                    state = textOrCr(c);
                }
            }
        }
        return i + 1;
    }

    private static State textOrCr(byte c) {
        return c == '\r' ? State.CR : State.IN_LINE;
    }

    private static int lineEnd(byte[] b, int from, int limit) {
        int i = from;
        while (i < limit && b[i] != '\r' && b[i] != '\n') {
            i++;
        }
        return i;
    }

    /** The held dot falls away; if another one follows, that one is text (and stuffed again in wire form). */
    private void afterDot(byte c, int i) {
        if (c == '\r') {
            keep = i + 1;
            state = State.DOT_CR;
        } else {
            if (c == '.' && wire) {
                emit('.');
            }
            state = State.IN_LINE;
        }
    }

    /** Dot and CR without LF are text. */
    private void heldDotAndCr() {
        if (wire) {
            emit('.');
        }
        emit('.');
        emit('\r');
        size += 2;
    }

    /** The CR before the current byte is text; one that came with an earlier buffer is written now. */
    private void heldCr() {
        if (crOutsideBuffer) {
            emit('\r');
            size++;
            crOutsideBuffer = false;
        }
    }

    private void endLine(byte[] b, int lf) {
        if (wire) {
            size--;
        } else {
            text(b, crOutsideBuffer ? lf : lf - 1);
            crOutsideBuffer = false;
            emit('\n');
            size++;
            keep = lf + 1;
        }
        state = State.LINE_START;
    }

    /** The buffer is used up: what is decided is passed on. */
    private void keepRest(byte[] b, int limit) {
        crOutsideBuffer = state == State.CR && !wire;
        text(b, crOutsideBuffer ? limit - 1 : limit);
        noteSize();
    }

    private End complete() {
        noteSize();
        pass();
        return End.COMPLETE;
    }

    private void noteSize() {
        long sure = wire && state == State.CR ? size - 1 : size;
        tooBig |= mostBytes != 0 && sure > mostBytes;
    }

    /** Passes on what is kept, up to {@code to}. */
    private void text(byte[] b, int to) {
        size += to - keep;
        emit(b, keep, to - keep);
    }

    private void emit(char c) {
        if (used == COLLECT) {
            pass();
        }
        collected[used++] = (byte) c;
    }

    private void emit(byte[] b, int from, int length) {
        if (length > COLLECT - used) {
            pass();
        }
        if (length > COLLECT / 2) {
            pass();
            write(b, from, length);
        } else {
            System.arraycopy(b, from, collected, used, length);
            used += length;
        }
    }

    private void pass() {
        write(collected, 0, used);
        used = 0;
    }

    /** What cannot be accepted any more is not worth the queue's room. */
    private void write(byte[] b, int from, int length) {
        if (length > 0 && !tooBig && !looping() && !headerTooLong()) {
            out.write(b, from, length);
        }
    }
}
