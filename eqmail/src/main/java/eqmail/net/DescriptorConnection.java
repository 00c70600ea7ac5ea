package eqmail.net;

import eqmail.posix.Descriptor;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/**
 * The connection that a program got from its caller: one descriptor to read and one to write, a socket twice under
 * tcpserver. Each read and write waits for the descriptor itself, since its owner may have made it non-blocking or not.
 */
public final class DescriptorConnection implements Connection {
    private final Descriptor from;
    private final Descriptor to;
    private InputStream input;
    private OutputStream output;

    /** Reads {@code from} and writes {@code to}, without a time limit so far. */
    public DescriptorConnection(Descriptor from, Descriptor to) {
        this.from = from;
        this.to = to;
        this.input = from.input();
        this.output = to.output();
    }

    @Override
    public InputStream input() {
        return input;
    }

    @Override
    public OutputStream output() {
        return output;
    }

    @Override
    public void timeout(Duration each) {
        input = from.input(each);
        output = to.output(each);
    }

    @Override
    public void close() {
        from.close();
        to.close();
    }
}
