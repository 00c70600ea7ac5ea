package eqmail.log;

import eqmail.bytes.Latin1;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.ReentrantLock;

/** A {@link Log} on a stream: each line or block goes out with one write, so that lines of several writers never mix. */
public final class LogStream implements Log {
    private final OutputStream out;
    /** Held for one write: the order of lines is the order of events. */
    private final ReentrantLock writing = new ReentrantLock();

    /** Writes to {@code out}, unbuffered. */
    public LogStream(OutputStream out) {
        this.out = out;
    }

    @Override
    public void line(String line) {
        lines(line + "\n");
    }

    @Override
    public void lines(String block) {
        byte[] bytes = Latin1.bytes(block);
        writing.lock();
        try {
            out.write(bytes);
            out.flush();
        } catch (IOException lost) {
            // A log reader that is gone must not stop the mail; there is nowhere left to say it.
        } finally {
            writing.unlock();
        }
    }
}
