package eqmail.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/**
 * A connection with a peer: a TCP socket of the daemon, descriptors 0 and 1 of a program under tcpserver, or a pair of
 * streams in a test. TLS will be put on top of it by swapping the streams, so ask for them anew after an upgrade.
 *
 * <p>A read or write that waits longer than the timeout throws {@link java.net.SocketTimeoutException}.
 */
public interface Connection extends AutoCloseable {
    /** What the peer sends; unbuffered. */
    InputStream input();

    /** What the peer gets; unbuffered. */
    OutputStream output();

    /** From now on: how long one read or one write may wait. Not more often than needed: it may cost a system call. */
    void timeout(Duration each) throws IOException;

    @Override
    void close() throws IOException;
}
