package eqmail.tcpserver;

import eqmail.bytes.Latin1;
import eqmail.log.Log;
import eqmail.net.IpText;
import eqmail.net.ProxyHeader;
import eqmail.net.SocketConnection;
import eqmail.rules.Client;
import eqmail.rules.Rule;
import eqmail.rules.Rules;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/** One connection of a {@link Listener}, from its PROXY header to its end. */
final class Session implements Runnable {
    /** A proxy sends its header in the first packet; this is for networks in trouble. */
    private static final Duration HEADER_WITHIN = Duration.ofSeconds(10);

    private static final Set<String> SMTP_IN_CLEAR = Set.of("smtp", "submission");

    /** For the busy text. */
    private static final Duration BUSY_WITHIN = Duration.ofSeconds(5);

    private final Listener listener;
    private final SocketConnection connection;
    private final InetSocketAddress peer;
    private final InetSocketAddress here;
    private final long number;
    private final Thread thread;

    /** {@code channel} belongs to the session if this returns. */
    Session(Listener listener, SocketChannel channel, long number) throws IOException {
        this.listener = listener;
        this.peer = (InetSocketAddress) channel.getRemoteAddress();
        this.here = (InetSocketAddress) channel.getLocalAddress();
        this.number = number;
        this.connection = new SocketConnection(channel, listener.setting().deadlines());
        this.thread = Thread.ofVirtual().unstarted(this);
    }

    void start() {
        thread.start();
    }

    /** Tells the peer that there is no room, and closes; nothing of {@link #run} happens then. */
    void refuse(String why) {
        refuse(peer.getAddress(), why);
    }

    private void refuse(InetAddress address, String why) {
        listener.figures().refused.increment();
        listener.log("refused " + IpText.of(address) + ": " + why);
        try {
            sayBusy();
        } catch (IOException gone) {
            // It wanted nothing of us any more.
        } finally {
            close();
        }
    }

    /** Ends the session from outside: whatever it waits for fails. */
    void cut() {
        thread.interrupt();
        close();
    }

    @Override
    public void run() {
        int status = 0;
        try {
            status = begin();
        } catch (ProxyHeader.Bad e) {
            listener.figures().badHeaders.increment();
            listener.log("closed " + IpText.of(peer.getAddress()) + ": " + e.getMessage());
        } catch (IOException e) {
            listener.log(
                    "closed " + IpText.of(peer.getAddress()) + ": " + Log.printable(String.valueOf(e.getMessage())));
        } catch (InterruptedException stopping) {
            // cut() did it.
        } catch (RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError e) {
            listener.figures().faults.increment();
            listener.log("fault in a session of " + IpText.of(peer.getAddress()) + ": " + trace(e));
        } finally {
            close();
            listener.logVerbose("end " + number + " status " + status);
            listener.ended(this);
        }
    }

    /** The status as a program's parent would see it: 0, or exit 100 of a denied connection. */
    private int begin() throws IOException, InterruptedException {
        InetSocketAddress remote = peer;
        InetSocketAddress local = here;
        if (listener.line().isProxy(peer.getAddress())) {
            Optional<ProxyHeader> header = ProxyHeader.read(
                    connection, HEADER_WITHIN, listener.setting().nanoClock());
            remote = header.map(ProxyHeader::remote).orElse(remote);
            local = header.map(ProxyHeader::local).orElse(local);
        }
        InetAddress address = remote.getAddress();
        listener.logVerbose("pid " + number + " from " + IpText.of(address));
        if (!listener.slots().enter(address)) {
            int most = listener.line().limits().perAddress();
            refuse(address, "all " + most + " sessions of an address are taken");
            return 0;
        }
        try {
            return serve(local, remote);
        } finally {
            listener.slots().leave(address);
        }
    }

    private int serve(InetSocketAddress local, InetSocketAddress remote) throws IOException, InterruptedException {
        Map<String, String> environment = environment(local, remote);
        Rules rules = listener.setting().rules().current();
        Rule rule = rules.find(Client.of(environment)).map(Rules.Found::rule).orElse(Rule.ALLOW);
        rule.applyTo(environment);
        if (listener.line().verbose()) {
            listener.logVerbose((rule.deny() ? "deny " : "ok ") + number + " " + describe(environment));
        }
        if (rule.deny()) {
            listener.figures().denied.increment();
            return Wait.exited(100);
        }
        Optional<RblLists.Block> block = block(environment);
        if (block.isPresent()) {
            listener.figures().denied.increment();
            LongSupplier nanoClock = listener.setting().nanoClock();
            BlockedClient client = new BlockedClient(block.get().reply(), BlockedClient.DEFAULT_TIME, nanoClock);
            client.log(listener.setting().log(), environment, number);
            client.converse(connection);
            return 0;
        }
        listener.role().service().serve(connection, environment);
        return 0;
    }

    /** Rules of sites that had rblsmtpd in their run script must not lose their effect here. */
    private Optional<RblLists.Block> block(Map<String, String> environment) {
        return SMTP_IN_CLEAR.contains(listener.line().role())
                ? RblLists.Block.ofVariable(environment.getOrDefault("RBLSMTPD", ""))
                : Optional.empty();
    }

    private Map<String, String> environment(InetSocketAddress local, InetSocketAddress remote)
            throws InterruptedException {
        Map<String, String> environment = TcpEnvironment.of(local, remote);
        environment.putAll(listener.line().environment());
        listener.setting().localHost().ifPresent(name -> TcpEnvironment.name(environment, "LOCALHOST", name));
        ListenLine line = listener.line();
        if (line.lookup()) {
            ReverseNames names = listener.setting().names();
            names.of(remote.getAddress(), line.paranoid())
                    .ifPresent(name -> TcpEnvironment.name(environment, "REMOTEHOST", name));
        }
        return environment;
    }

    /** {@code localname:ip:port remotename:ip:info:port}, the shape that log readers know. */
    static String describe(Map<String, String> environment) {
        return Log.printable(environment.getOrDefault("TCPLOCALHOST", "") + ":"
                + environment.getOrDefault("TCPLOCALIP", "") + ":"
                + environment.getOrDefault("TCPLOCALPORT", "") + " "
                + environment.getOrDefault("TCPREMOTEHOST", "") + ":"
                + environment.getOrDefault("TCPREMOTEIP", "") + ":"
                + environment.getOrDefault("TCPREMOTEINFO", "") + ":"
                + environment.getOrDefault("TCPREMOTEPORT", ""));
    }

    private void sayBusy() throws IOException {
        String busy = listener.role().busy();
        if (!busy.isEmpty()) {
            connection.timeout(BUSY_WITHIN);
            connection.output().write(Latin1.bytes(busy + "\r\n"));
        }
    }

    private void close() {
        try {
            connection.close();
        } catch (IOException gone) {
            // It is closed; the peer's last words do not matter.
        }
    }

    /** The exception and where it came from, in one line. */
    private static String trace(Throwable fault) {
        StackTraceElement[] stack = fault.getStackTrace();
        return Log.printable(fault + (stack.length == 0 ? "" : " at " + stack[0]));
    }
}
