package eqmail.tcpserver;

import eqmail.bytes.ByteInput;
import eqmail.bytes.Latin1;
import eqmail.net.SocketConnection;
import eqmail.net.WriteDeadlines;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/** Asks a client's host who owns a connection (RFC 1413), for TCPREMOTEINFO. */
final class Ident {
    private static final int PORT = 113;
    /** RFC 1413 section 5 allows no longer reply. */
    private static final int MOST = 1000;

    private final int port;
    private final Duration within;
    private final WriteDeadlines deadlines;

    Ident(Duration within, WriteDeadlines deadlines) {
        this(PORT, within, deadlines);
    }

    Ident(int port, Duration within, WriteDeadlines deadlines) {
        this.port = port;
        this.within = within;
        this.deadlines = deadlines;
    }

    /** What the host says of the connection from {@code remote} to {@code local}; empty if it says nothing useful. */
    Optional<String> ask(InetSocketAddress local, InetSocketAddress remote) {
        InetSocketAddress server = new InetSocketAddress(remote.getAddress(), port);
        try (SocketConnection connection = SocketConnection.connect(server, local.getAddress(), within, deadlines)) {
            connection.timeout(within);
            connection.output().write(Latin1.bytes(remote.getPort() + " , " + local.getPort() + "\r\n"));
            String answer = new ByteInput(connection.input()).line(MOST);
            return answer == null ? Optional.empty() : info(answer);
        } catch (IOException unanswered) {
            return Optional.empty();
        }
    }

    /** The text after the third colon, without blanks, tabs and CR (remoteinfo.c; network.md 15). */
    static Optional<String> info(String answer) {
        int colon = -1;
        for (int i = 0; i < 3; i++) {
            colon = answer.indexOf(':', colon + 1);
            if (colon < 0) {
                return Optional.empty();
            }
        }
        return Optional.of(Latin1.cString(answer.substring(colon + 1).replaceAll("[ \t\r]", "")));
    }
}
