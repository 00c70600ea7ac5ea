package eqmail.tcpserver;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;

/** A bound socket that gives connections; an interface so that tests can make accept fail. */
interface Acceptor extends Closeable {
    /**
     * Waits for the next connection. {@link #close} from another thread ends the waiting with an exception.
     *
     * @throws IOException if none can be taken now, for example for want of descriptors, or the acceptor is closed
     */
    SocketChannel accept() throws IOException;

    /** Where it listens. */
    InetSocketAddress address();

    /** False after {@link #close}. */
    boolean isOpen();
}
