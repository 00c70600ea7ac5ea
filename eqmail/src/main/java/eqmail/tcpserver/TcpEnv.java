package eqmail.tcpserver;

import eqmail.bytes.Getopt;
import eqmail.bytes.Latin1;
import eqmail.bytes.Scan;
import eqmail.dns.Answer;
import eqmail.dns.Resolver;
import eqmail.net.IpText;
import eqmail.net.WriteDeadlines;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The program tcp-env: sets the variables of tcp-environ(5) for a connection on descriptor 0 and becomes a program, for
 * servers that inetd starts (network.md 15).
 */
public final class TcpEnv {
    private static final int TROUBLE = 111;
    private static final int DEFAULT_SECONDS = 30;
    /** A day: nobody waits longer for the name of a connection's owner. */
    private static final int MOST_SECONDS = 86_400;

    private static final String PROTOCOL = "PROTO";
    private static final String TCP = "TCP";

    private final List<String> args;
    private final Map<String, String> environment;
    private final Host host;

    /** What the program finds around it. */
    public interface Host {
        /** Our end of descriptor 0; empty if that is no socket of the internet. */
        Optional<InetSocketAddress> local() throws IOException;

        /** The other end. */
        Optional<InetSocketAddress> remote() throws IOException;

        /** Tells the names of addresses. */
        Resolver resolver();

        /** Becomes {@code command}, looked for in PATH; returns only by exception. */
        void become(List<String> command, Map<String, String> environment) throws IOException;
    }

    /** {@code environment} is what the program gets, with the variables of the connection in it. */
    public TcpEnv(List<String> args, Map<String, String> environment, Host host) {
        this.args = args;
        this.environment = new HashMap<>(environment);
        this.host = host;
    }

    /** 111 if there is no program, descriptor 0 is no connection, or the program cannot be run; else it never returns. */
    public int run() throws InterruptedException {
        Getopt options = new Getopt(args, "rRt:");
        boolean askOwner = true;
        int seconds = DEFAULT_SECONDS;
        for (Character option = options.next(); option != null; option = options.next()) {
            switch (option) {
                case 'r' -> askOwner = true;
                case 'R' -> askOwner = false;
                case 't' -> seconds = (int) Math.clamp(Scan.numberOrZero(options.value()), 0L, MOST_SECONDS);
                default -> {} // The original skips what it does not know.
            }
        }
        if (options.rest().isEmpty()) {
            return TROUBLE;
        }
        try {
            if (!TCP.equals(environment.get(PROTOCOL)) && !describe(askOwner, Duration.ofSeconds(seconds))) {
                return TROUBLE;
            }
            host.become(options.rest(), environment);
            return TROUBLE;
        } catch (IOException silent) {
            return TROUBLE;
        }
    }

    private boolean describe(boolean askOwner, Duration within) throws IOException, InterruptedException {
        Optional<InetSocketAddress> local = host.local();
        Optional<InetSocketAddress> remote = host.remote();
        if (local.isEmpty() || remote.isEmpty()) {
            return false;
        }
        environment.put(PROTOCOL, TCP);
        describe("LOCAL", local.get());
        describe("REMOTE", remote.get());
        environment.remove("TCPREMOTEINFO");
        if (askOwner) {
            new Ident(within, new WriteDeadlines(System::nanoTime))
                    .ask(local.get(), remote.get())
                    .ifPresent(owner -> environment.put("TCPREMOTEINFO", owner));
        }
        return true;
    }

    private void describe(String end, InetSocketAddress address) throws InterruptedException {
        environment.put("TCP" + end + "PORT", Integer.toString(address.getPort()));
        environment.put("TCP" + end + "IP", IpText.of(address.getAddress()));
        Optional<String> name = name(address.getAddress());
        environment.remove("TCP" + end + "HOST");
        name.ifPresent(known -> environment.put("TCP" + end + "HOST", known));
    }

    /** The original's word stands for a name that only a later question may tell. */
    private Optional<String> name(InetAddress address) throws InterruptedException {
        Answer<String> answer = host.resolver().ptr(address);
        return answer.failed()
                ? Optional.of("softdnserror")
                : answer.records().stream().findFirst().map(Latin1::lower);
    }
}
