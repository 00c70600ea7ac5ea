package eqmail.tcpserver;

import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.dns.Resolver;
import eqmail.log.Log;
import eqmail.net.WriteDeadlines;
import eqmail.rules.RuleFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * All listeners of the daemon, as {@code control/listeners} names them. In this order: {@link #bind} while the process
 * may still bind low ports, {@link #serve} once it has become the account it works as, {@link #drain} at the end. One
 * thread calls these.
 */
public final class Listeners {
    /** After its connection is closed, a session needs only the time to notice. */
    private static final Duration NOTICE = Duration.ofSeconds(5);

    /** RFC 5321 4.5.3.2.1 gives a greeting five minutes; people are less patient. */
    private static final Duration LOOKUP_WITHIN = Duration.ofSeconds(10);

    /** Other parts of the daemon free descriptors too. */
    private static final Duration ACCEPT_PAUSE = Duration.ofSeconds(1);

    private final List<Plan> plans;
    private final LongSupplier nanoClock;
    private final List<Listener> bound = new ArrayList<>();

    /** A line with all that its listener needs. */
    private record Plan(ListenLine line, Role role, Setting setting) {}

    private Listeners(List<Plan> plans, LongSupplier nanoClock) {
        this.plans = plans;
        this.nanoClock = nanoClock;
    }

    /**
     * Reads {@code control/listeners} and the rules it names; binds nothing yet.
     *
     * @param roles the services of this daemon, one a word
     * @param resolver for reverse names
     * @throws ControlException if a line cannot be understood, or names a role that is not among {@code roles}
     * @throws IOException if a rules file cannot be used; the message names it
     */
    public static Listeners read(
            Control control,
            List<Role> roles,
            Resolver resolver,
            WriteDeadlines deadlines,
            Log log,
            LongSupplier nanoClock)
            throws IOException {
        Map<String, Role> byName = roles.stream().collect(Collectors.toMap(Role::name, Function.identity()));
        Optional<String> me = control.line("control/me");
        Map<String, RuleFiles> rules = new HashMap<>();
        ReverseNames names = new ReverseNames(resolver, LOOKUP_WITHIN);
        List<Plan> plans = new ArrayList<>();
        for (ListenLine line : ListenersFile.read(control)) {
            Role role = byName.get(line.role());
            if (role == null) {
                throw ListenersFile.fault(line.number(), "this server has no service for the role " + line.role());
            }
            RuleFiles files = rules.get(line.rules());
            if (files == null) {
                Path text = control.home().resolve(line.rules());
                files = RuleFiles.open(text, log);
                rules.put(line.rules(), files);
            }
            Optional<String> localHost = line.localHost().or(() -> me);
            Setting setting = new Setting(files, localHost, names, deadlines, log, ACCEPT_PAUSE, nanoClock);
            plans.add(new Plan(line, role, setting));
        }
        return new Listeners(plans, nanoClock);
    }

    /**
     * Binds every socket, or none.
     *
     * @throws ControlException if one cannot be bound; the message names line, address and reason
     */
    public void bind() throws ControlException {
        for (Plan plan : plans) {
            ListenLine line = plan.line();
            try {
                Acceptor acceptor = ServerSocket.bind(
                        line.address(), line.port(), line.limits().backlog());
                bound.add(new Listener(line, plan.role(), acceptor, plan.setting()));
            } catch (IOException e) {
                unbind();
                ControlException fault =
                        ListenersFile.fault(line.number(), "cannot listen on " + line.name() + ": " + e.getMessage());
                fault.initCause(e);
                throw fault;
            }
        }
    }

    /** Serves from now on, in threads of its own. */
    public void serve() {
        bound.forEach(Listener::serve);
    }

    /** Every bound listener, in the order of the file. */
    public List<Listener> all() {
        return List.copyOf(bound);
    }

    /**
     * Takes no more connections, lets the sessions go on for {@code within} and then ends what is left.
     *
     * @return how many sessions were cut
     */
    public int drain(Duration within) throws InterruptedException {
        for (Listener listener : bound) {
            listener.stopAccepting();
        }
        long end = nanoClock.getAsLong() + within.toNanos();
        boolean empty = true;
        for (Listener listener : bound) {
            empty &= listener.awaitSessions(Duration.ofNanos(Math.max(0, end - nanoClock.getAsLong())));
        }
        if (empty) {
            return 0;
        }
        int cut = bound.stream().mapToInt(Listener::cutSessions).sum();
        for (Listener listener : bound) {
            if (!listener.awaitSessions(NOTICE)) {
                listener.log(listener.counts().open() + " sessions do not end");
            }
        }
        return cut;
    }

    private void unbind() {
        for (Listener listener : bound) {
            try {
                listener.stopAccepting();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        bound.clear();
    }
}
