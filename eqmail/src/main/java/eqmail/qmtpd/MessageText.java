package eqmail.qmtpd;

import eqmail.bytes.Netstrings;
import java.io.IOException;
import java.io.OutputStream;

/** The text of one message on its way into the queue, in unix form; beyond the size limit it goes nowhere. */
final class MessageText implements Netstrings.Sink {
    private static final byte[] CR = {'\r'};

    private final OutputStream queue;
    private final long most;
    private final boolean crlf;
    private boolean heldCr;
    private long size;

    /**
     * Writes to {@code queue}.
     *
     * @param crlf does CR LF end lines? Else LF does, and all bytes stay as they are
     * @param most bytes, counted as written; 0 without limit
     */
    MessageText(OutputStream queue, boolean crlf, long most) {
        this.queue = queue;
        this.crlf = crlf;
        this.most = most;
    }

    @Override
    public void take(byte[] bytes, int offset, int length) throws IOException {
        if (!crlf) {
            write(bytes, offset, length);
            return;
        }
        int from = offset;
        for (int i = offset; i < offset + length; i++) {
            if (heldCr) {
                heldCr = false;
                if (bytes[i] != '\n') {
                    write(CR, 0, 1);
                }
            }
            if (bytes[i] == '\r') {
                write(bytes, from, i - from);
                from = i + 1;
                heldCr = true;
            }
        }
        write(bytes, from, offset + length - from);
    }

    /** No more will come. */
    void end() throws IOException {
        if (heldCr) {
            write(CR, 0, 1);
        }
    }

    /** Was it more than is taken? Then not all of it has been written. */
    boolean tooBig() {
        return most > 0 && size > most;
    }

    private void write(byte[] bytes, int offset, int length) throws IOException {
        size += length;
        if (!tooBig()) {
            queue.write(bytes, offset, length);
        }
    }
}
