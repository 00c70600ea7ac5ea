package eqmail.tcpserver;

import eqmail.net.Connection;
import java.util.Map;

/** A protocol that a {@link Listener} serves: what a program under tcpserver is. */
@FunctionalInterface
public interface Service {
    /**
     * One whole session, in a virtual thread of its own. Whatever goes wrong between the peer and the session is the
     * session's affair; the listener closes the connection afterwards.
     *
     * @param connection the peer, without a time limit yet
     * @param environment the session's own map: tcp-environ and the variables of the listener and of the rules
     * @throws InterruptedException if the server is stopping and its patience is over
     */
    void serve(Connection connection, Map<String, String> environment) throws InterruptedException;
}
