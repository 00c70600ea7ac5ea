package eqmail.remote;

import eqmail.net.Connection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/** Makes connections; the network, or a test's idea of one. */
@FunctionalInterface
public interface Dialer {
    /**
     * Connects.
     *
     * @throws java.net.SocketTimeoutException after {@code within} without an answer
     * @throws java.net.ConnectException when the peer refuses
     * @throws IOException when there is no way to it
     */
    Connection connect(InetSocketAddress remote, Duration within) throws IOException;
}
