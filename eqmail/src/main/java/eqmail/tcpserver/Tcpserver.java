package eqmail.tcpserver;

import eqmail.bytes.Latin1;
import eqmail.dns.Resolver;
import eqmail.log.Log;
import eqmail.net.IpText;
import eqmail.net.WriteDeadlines;
import eqmail.posix.Credentials;
import eqmail.posix.Descriptor;
import eqmail.posix.PosixException;
import eqmail.posix.TcpListener;
import eqmail.tcpserver.TcpserverOptions.Talk;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The program tcpserver: accepts connections and runs a program for each, with descriptors 0 and 1 on the socket and
 * tcp-environ(5) (network.md 16). For run scripts that are used to it; the resident server needs none of this.
 */
public final class Tcpserver {
    private static final int USAGE = 100;
    private static final int TEMPORARY = 111;
    /** How long accept waits when descriptors are short and no program ends. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final List<String> args;
    private final Map<String, String> environment;
    private final Resolver resolver;
    private final OutputStream stdout;
    private final Log log;

    /** {@code environment} is handed to every program, with the connection's variables in it. */
    public Tcpserver(
            List<String> args, Map<String, String> environment, Resolver resolver, OutputStream stdout, Log log) {
        this.args = args;
        this.environment = environment;
        this.resolver = resolver;
        this.stdout = stdout;
        this.log = log;
    }

    /** A reason to end, with the exit code. */
    private static final class Fatal extends Exception {
        private static final long serialVersionUID = 1;

        Fatal(String why) {
            super(why);
        }
    }

    /**
     * Serves until the process ends.
     *
     * @return 100 for a wrong command line, 111 if it cannot begin to listen; 0 when the calling virtual thread is
     *     interrupted
     */
    public int run() {
        TcpserverOptions options = TcpserverOptions.parse(args, environment);
        if (options == null) {
            log.line("tcpserver: " + TcpserverOptions.USAGE);
            return USAGE;
        }
        try (TcpListener listener = listen(options)) {
            become(options);
            printAddress(options, listener);
            Server server = new Server(options, log);
            server.logStatus();
            acceptAll(listener, server);
            return 0;
        } catch (Fatal | PosixException e) {
            if (options.talk != Talk.NOTHING) {
                log.line("tcpserver: fatal: " + e.getMessage());
            }
            return TEMPORARY;
        }
    }

    /** What the connections of one tcpserver share. */
    static final class Server {
        final TcpserverOptions options;
        final Slots slots;
        final WriteDeadlines deadlines = new WriteDeadlines(System::nanoTime);
        private final Log log;

        Server(TcpserverOptions options, Log log) {
            this.options = options;
            this.slots = new Slots(options.limit, Integer.MAX_VALUE);
            this.log = log;
        }

        void verbose(String line) {
            if (options.talk == Talk.ALL) {
                log.line("tcpserver: " + line);
            }
        }

        void warning(String line) {
            if (options.talk != Talk.NOTHING) {
                log.line("tcpserver: warning: " + line);
            }
        }

        void logStatus() {
            verbose("status: " + slots.open() + "/" + options.limit);
        }
    }

    private static TcpListener listen(TcpserverOptions options) throws Fatal {
        int port = port(options.port);
        Optional<InetAddress> address = address(options);
        try {
            return address.isPresent()
                    ? TcpListener.bind(new InetSocketAddress(address.get(), port), options.backlog)
                    : TcpListener.bindAll(options.families, port, options.backlog);
        } catch (PosixException e) {
            throw new Fatal("unable to bind: " + e.text());
        }
    }

    /** Empty for every address. */
    private static Optional<InetAddress> address(TcpserverOptions options) throws Fatal {
        String host = options.host;
        if (host.isEmpty() || host.equals("0") || host.equals(":0") || host.equals("::")) {
            return Optional.empty();
        }
        String zoned = options.link.isPresent() && host.indexOf('%') < 0 ? host + "%" + options.link.get() : host;
        Optional<InetAddress> address = IpText.parse(host.indexOf(':') < 0 ? host : zoned);
        if (address.isPresent()) {
            return address;
        }
        try {
            for (InetAddress each : InetAddress.getAllByName(host)) {
                boolean v6 = each instanceof Inet6Address;
                if (options.families != (v6 ? TcpListener.Families.V4 : TcpListener.Families.V6)) {
                    return Optional.of(each);
                }
            }
        } catch (UnknownHostException unknown) {
            throw new Fatal("no IP address for " + host);
        }
        throw new Fatal("no IP address of that family for " + host);
    }

    private static int port(String text) throws Fatal {
        return Services.port(text).orElseThrow(() -> new Fatal("unable to figure out port number for " + text));
    }

    private static void become(TcpserverOptions options) throws Fatal {
        if (options.uid == 0) {
            if (options.gid != 0) {
                throw new Fatal("-g needs -u");
            }
            return;
        }
        int gid = options.gid == 0 ? Credentials.gid() : options.gid;
        try {
            Credentials.become(options.uid, gid, gid);
        } catch (PosixException e) {
            throw new Fatal("unable to become uid " + options.uid + ": " + e.text());
        }
    }

    private void printAddress(TcpserverOptions options, TcpListener listener) throws PosixException, Fatal {
        if (options.printAddress) {
            try {
                stdout.write(Latin1.bytes(listener.address().getPort() + "\n"));
                stdout.flush();
            } catch (PosixException e) {
                throw e;
            } catch (IOException e) {
                throw new Fatal("unable to write the port number: " + e.getMessage());
            }
        }
    }

    private void acceptAll(TcpListener listener, Server server) {
        try {
            while (true) {
                server.slots.awaitRoom();
                Descriptor socket = accept(listener, server);
                server.slots.enter();
                server.logStatus();
                TcpserverConnection connection = new TcpserverConnection(server, socket, environment, resolver);
                Thread.ofVirtual().start(connection);
            }
        } catch (InterruptedException | InterruptedIOException stopped) {
            server.verbose("stopped");
        }
    }

    private static Descriptor accept(TcpListener listener, Server server)
            throws InterruptedException, InterruptedIOException {
        boolean said = false;
        while (true) {
            try {
                return listener.accept();
            } catch (InterruptedIOException stopped) {
                throw stopped;
            } catch (IOException e) {
                if (!said) {
                    server.warning("unable to accept: " + e.getMessage());
                    said = true;
                }
                server.slots.awaitLeave(PAUSE);
            }
        }
    }
}
