package eqmail.tcpserver;

import eqmail.bytes.Latin1;
import eqmail.dns.Resolver;
import eqmail.log.Log;
import eqmail.posix.Child;
import eqmail.posix.Descriptor;
import eqmail.posix.Launch;
import eqmail.posix.PosixException;
import eqmail.posix.SocketAddresses;
import eqmail.posix.TcpListener;
import eqmail.rules.CdbRules;
import eqmail.rules.Client;
import eqmail.rules.Rule;
import eqmail.rules.Rules;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** One connection of tcpserver, from its first byte to the end of its program. */
final class TcpserverConnection implements Runnable {
    private static final int DENIED = 100;
    private static final int NOT_RUN = 111;
    private static final String DEFAULT_PATH = "/bin:/usr/bin";
    private static final Duration BANNER_WITHIN = Duration.ofSeconds(26);
    private static final Duration LOOKUP_WITHIN = Duration.ofSeconds(26);

    private final Tcpserver.Server server;
    private final TcpserverOptions options;
    private final Descriptor socket;
    private final Map<String, String> environment;
    private final ReverseNames names;

    /** {@code socket} belongs to the connection. */
    TcpserverConnection(Tcpserver.Server server, Descriptor socket, Map<String, String> inherited, Resolver resolver) {
        this.server = server;
        this.options = server.options;
        this.socket = socket;
        this.environment = new HashMap<>(inherited);
        this.names = new ReverseNames(resolver, LOOKUP_WITHIN);
    }

    @Override
    public void run() {
        try (socket) {
            serve();
        } catch (IOException e) {
            server.warning("dropping connection: " + e.getMessage());
        } catch (InterruptedException | RuntimeException e) {
            server.warning("dropping connection: " + Log.printable(e.toString()));
        } finally {
            server.slots.leave();
            server.logStatus();
        }
    }

    private void serve() throws IOException, InterruptedException {
        prepareSocket();
        InetSocketAddress local = SocketAddresses.local(socket).orElseThrow();
        InetSocketAddress remote = SocketAddresses.peer(socket).orElseThrow();
        describe(local, remote);
        Optional<Rule> rule = rule();
        if (rule.isEmpty()) {
            return;
        }
        rule.get().applyTo(environment);
        if (rule.get().deny()) {
            // There is no process of this connection; log readers need some number.
            logBegin("deny", ProcessHandle.current().pid());
            logEnd(ProcessHandle.current().pid(), Wait.exited(DENIED));
            return;
        }
        runProgram();
    }

    private void prepareSocket() throws IOException {
        if (!options.keepIpOptions) {
            TcpListener.dropIpOptions(socket);
        }
        if (!options.delay) {
            TcpListener.noDelay(socket);
        }
        if (options.banner.isPresent()) {
            socket.output(BANNER_WITHIN).write(Latin1.bytes(options.banner.get()));
        }
    }

    private void describe(InetSocketAddress local, InetSocketAddress remote) throws InterruptedException {
        TcpEnvironment.put(environment, local, remote);
        Optional<String> localHost = options.localName.isPresent() ? options.localName : name(local, false);
        localHost.ifPresent(name -> TcpEnvironment.name(environment, "LOCALHOST", name));
        if (options.lookupRemote) {
            name(remote, options.paranoid).ifPresent(name -> TcpEnvironment.name(environment, "REMOTEHOST", name));
        }
        if (options.askIdent) {
            new Ident(Duration.ofSeconds(options.seconds), server.deadlines)
                    .ask(local, remote)
                    .ifPresent(info -> TcpEnvironment.name(environment, "REMOTEINFO", info));
        }
    }

    private Optional<String> name(InetSocketAddress end, boolean paranoid) throws InterruptedException {
        InetAddress address = end.getAddress();
        return names.of(address, paranoid);
    }

    /** Empty if the rules cannot be read, so that nobody knows what they say: drop the connection. */
    private Optional<Rule> rule() {
        if (options.rules.isEmpty()) {
            return Optional.of(Rule.ALLOW);
        }
        String file = options.rules.get();
        try {
            Rules rules = new CdbRules(Path.of(file));
            return Optional.of(
                    rules.find(Client.of(environment)).map(Rules.Found::rule).orElse(Rule.ALLOW));
        } catch (IOException e) {
            if (options.goOnWithoutRules) {
                return Optional.of(Rule.ALLOW);
            }
            server.warning("dropping connection, unable to read " + file + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    private void runProgram() throws IOException {
        String program = options.command.getFirst();
        Launch launch = Launch.of(program, options.command.subList(1, options.command.size()))
                .searching(environment.getOrDefault("PATH", DEFAULT_PATH))
                .environment(environment)
                .descriptor(0, socket)
                .descriptor(1, socket)
                .sameSession();
        Child child;
        try {
            child = launch.start();
        } catch (PosixException e) {
            server.warning("dropping connection, unable to run " + program + ": " + e.text());
            logBegin("ok", ProcessHandle.current().pid());
            logEnd(ProcessHandle.current().pid(), Wait.exited(NOT_RUN));
            return;
        }
        try (child) {
            socket.close();
            logBegin("ok", child.pid());
            logEnd(child.pid(), Wait.status(child.waitFor()));
        }
    }

    private void logBegin(String verdict, long pid) {
        if (options.talk == TcpserverOptions.Talk.ALL) {
            server.verbose("pid " + pid + " from " + environment.getOrDefault("TCPREMOTEIP", ""));
            server.verbose(verdict + " " + pid + " " + Session.describe(environment));
        }
    }

    private void logEnd(long pid, int status) {
        server.verbose("end " + pid + " status " + status);
    }
}
