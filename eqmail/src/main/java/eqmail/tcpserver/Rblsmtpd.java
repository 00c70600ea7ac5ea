package eqmail.tcpserver;

import eqmail.dns.Resolver;
import eqmail.log.Log;
import eqmail.net.Connection;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The program rblsmtpd: stands before an SMTP server, keeps up a small conversation of its own with clients that are
 * blocked, and becomes the server for all others (network.md 16).
 */
public final class Rblsmtpd {
    private static final int USAGE = 100;
    private static final int TEMPORARY = 111;

    private final List<String> args;
    private final Map<String, String> environment;
    private final Host host;

    /** What rblsmtpd needs of the process it is. */
    public interface Host {
        /** For the lists. */
        Resolver resolver();

        /** The client, descriptors 0 and 1. */
        Connection client();

        /** Descriptor 2. */
        Log log();

        /** Of this process. */
        long pid();

        /** As System::nanoTime. */
        LongSupplier nanoClock();

        /** Lets the time pass. */
        void pause(Duration time) throws InterruptedException;

        /**
         * Becomes a program with our descriptors and environment.
         *
         * @throws IOException if it cannot be executed; the message says why
         */
        void become(List<String> command) throws IOException;
    }

    /** One run with {@code args}. */
    public Rblsmtpd(List<String> args, Map<String, String> environment, Host host) {
        this.args = args;
        this.environment = environment;
        this.host = host;
    }

    /**
     * Serves the client.
     *
     * @return 100 for a wrong command line, 111 if the program cannot be run, 0 after a conversation with a blocked
     *     client; otherwise there is no return
     */
    public int run() throws InterruptedException {
        RblsmtpdOptions options = RblsmtpdOptions.parse(args, environment);
        if (options == null) {
            host.log().line("rblsmtpd: " + RblsmtpdOptions.USAGE);
            return USAGE;
        }
        Optional<RblLists.Block> block = block(options);
        host.pause(Duration.ofSeconds(options.greetDelay));
        if (block.isPresent()) {
            refuse(block.get().reply(), Duration.ofSeconds(options.seconds));
            return 0;
        }
        try {
            host.become(options.command);
            return 0;
        } catch (IOException e) {
            host.log().line("rblsmtpd: fatal: unable to run " + options.command.getFirst() + ": " + e.getMessage());
            return TEMPORARY;
        }
    }

    private Optional<RblLists.Block> block(RblsmtpdOptions options) throws InterruptedException {
        String variable = environment.get("RBLSMTPD");
        if (variable != null) {
            return RblLists.Block.ofVariable(variable);
        }
        String ip = environment.getOrDefault("TCPREMOTEIP", "");
        return new RblLists(host.resolver(), options.permanent, options.failClosed).ask(ip, options.sources);
    }

    private void refuse(String reply, Duration within) {
        BlockedClient blocked = new BlockedClient(reply, within, host.nanoClock());
        blocked.log(host.log(), environment, host.pid());
        try (Connection client = host.client()) {
            blocked.converse(client);
        } catch (IOException over) {
            // It hung up, said nothing in time, or sent more than any command needs: enough for a blocked client.
        }
    }
}
