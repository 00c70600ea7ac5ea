package eqmail.remote;

import eqmail.net.Connection;
import eqmail.net.IpText;
import eqmail.net.SocketConnection;
import eqmail.net.WriteDeadlines;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import testkit.ScriptedSmtpServer;
import testkit.ScriptedSmtpServer.Step;

/** A network of invented addresses, {@code ADDRESS PORT}, whose servers listen on free ports of the loopback. */
final class LoopbackNetwork implements Dialer, AutoCloseable {
    private final WriteDeadlines deadlines = new WriteDeadlines(System::nanoTime);
    private final Map<String, ScriptedSmtpServer> scripted = new LinkedHashMap<>();
    private final Map<String, InetSocketAddress> places = new ConcurrentHashMap<>();
    private final Set<String> once = ConcurrentHashMap.newKeySet();

    /** A scripted server at an invented address. */
    LoopbackNetwork add(String place, List<List<Step>> scripts) throws IOException {
        ScriptedSmtpServer server = ScriptedSmtpServer.start(scripts);
        scripted.put(place, server);
        return add(place, server.address());
    }

    /** Any server at an invented address. */
    LoopbackNetwork add(String place, InetSocketAddress real) {
        places.put(place, real);
        return this;
    }

    /** After the first connection nobody listens there any more. */
    void once(String place) {
        once.add(place);
    }

    @Override
    public Connection connect(InetSocketAddress remote, Duration within) throws IOException {
        String place = IpText.of(remote.getAddress()) + " " + remote.getPort();
        InetSocketAddress real = places.get(place);
        if (real == null) {
            throw new ConnectException("Connection refused");
        }
        if (once.contains(place)) {
            places.remove(place);
        }
        return SocketConnection.connect(real, null, within, deadlines);
    }

    /** What happened at each place. */
    Map<String, List<List<Step>>> talks() throws IOException, InterruptedException {
        Map<String, List<List<Step>>> all = new LinkedHashMap<>();
        for (Map.Entry<String, ScriptedSmtpServer> server : scripted.entrySet()) {
            all.put(server.getKey(), server.getValue().talks());
        }
        return all;
    }

    @Override
    public void close() throws IOException {
        for (ScriptedSmtpServer server : scripted.values()) {
            server.close();
        }
    }
}
