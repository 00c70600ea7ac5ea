package eqmail.daemon;

import com.github.benmanes.caffeine.cache.Ticker;
import eqmail.auth.Backoff;
import eqmail.auth.RecentFailures;
import eqmail.bfrmt.DkimSign;
import eqmail.bfrmt.RemoteFilters;
import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.dns.CachingResolver;
import eqmail.dns.DnsResolver;
import eqmail.dns.ResolvConf;
import eqmail.dns.Resolver;
import eqmail.log.Log;
import eqmail.net.WriteDeadlines;
import eqmail.posix.Signal;
import eqmail.posix.Signals;
import eqmail.queue.Origin;
import eqmail.remote.RemoteDeliverer;
import eqmail.remote.SettingsSource;
import eqmail.remote.Surroundings;
import eqmail.remote.TcptoFile;
import eqmail.remote.Timeouts;
import eqmail.send.SendControls;
import eqmail.smtpd.Logins;
import eqmail.smtpd.OwnAddresses;
import eqmail.smtpd.Session;
import eqmail.smtpd.SmtpdHost;
import eqmail.smtpd.SmtpdLimits;
import eqmail.spool.SpoolLockedException;
import eqmail.spp.HostPlugins;
import eqmail.tcpserver.Listeners;
import eqmail.tcpserver.Role;
import eqmail.tcpserver.Service;
import eqmail.tls.ClientTls;
import eqmail.tls.FreshServerTls;
import eqmail.tls.ServerTls;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One life of the resident server: settings, sockets, identity, queue, service, and the drained end. */
final class Resident {
    /** "Cannot start" and "try later" of qmail's programs. */
    static final int CANNOT_START = 111;
    /** A session in the middle of a message may finish it; one that only idles is cut. */
    private static final Duration SESSIONS_END_WITHIN = Duration.ofSeconds(10);

    private static final String BUSY = "421 sorry, too many sessions (#4.3.2)";

    private final Host host;
    private final Identity identity;
    private final boolean listens;
    private final Log details;
    /** Written before {@link #told} is counted down. */
    private volatile int exit;

    private final CountDownLatch told = new CountDownLatch(1);
    /** Set when the queue is open, for the service of each session. */
    private final AtomicReference<@Nullable MailServer> server = new AtomicReference<>();

    /**
     * A server for {@code host} that will work as {@code identity}.
     *
     * @param listens shall it serve what control/listeners names?
     * @param details where it is said what to mend if it cannot start
     */
    Resident(Host host, Identity identity, boolean listens, Log details) {
        this.host = host;
        this.identity = identity;
        this.listens = listens;
        this.details = details;
    }

    /** Serves until it is told to stop; gives the exit code. {@code ready} is called when everything is open. */
    int run(Runnable ready) throws InterruptedException {
        try (identity) {
            return serve(ready);
        } catch (ControlException e) {
            return cannotStart("unable to read controls", e);
        } catch (SpoolLockedException e) {
            return cannotStart("qmail-send is already running", e);
        } catch (IOException e) {
            return cannotStart("trouble with the host", e);
        }
    }

    /** TERM and INT. */
    void stop() {
        told.countDown();
    }

    /** The root helper is gone, and with it every local delivery: end, so that who watches starts us anew. */
    void helperLost() {
        if (told.getCount() > 0) {
            host.log().line("alert: oh no! lost spawn connection! dying...");
            exit = CANNOT_START;
            stop();
        }
    }

    private int cannotStart(String why, IOException e) {
        host.log().line("alert: cannot start: " + why);
        if (!(e instanceof SpoolLockedException)) {
            details.line("alert: " + e.getMessage());
        }
        return CANNOT_START;
    }

    private int serve(Runnable ready) throws IOException, InterruptedException {
        Control control = host.control();
        SendControls controls = SendControls.load(control);
        SettingsSource outgoing = new SettingsSource(control, host.log(), System::nanoTime);
        WriteDeadlines deadlines = new WriteDeadlines(System::nanoTime);
        Resolver resolver = new CachingResolver(
                new DnsResolver(() -> ResolvConf.read(ResolvConf.SYSTEM), DnsResolver.DEFAULT_LIMIT),
                Ticker.systemTicker());
        HostPlugins plugins = SmtpPlugins.of(host, resolver);
        Optional<Listeners> listeners = listens
                ? Optional.of(
                        Listeners.read(control, roles(plugins), resolver, deadlines, host.log(), System::nanoTime))
                : Optional.empty();
        if (listeners.isPresent()) {
            listeners.get().bind();
        }
        identity.assume();
        deadlines.start();
        try (plugins;
                RemoteDeliverer remote = remote(outgoing, resolver, deadlines)) {
            MailServer queue = new MailServer(host, identity, controls, remote, resolver);
            server.set(queue);
            handleSignals(queue);
            queue.start();
            listeners.ifPresent(Listeners::serve);
            ready.run();
            told.await();
            if (listeners.isPresent()) {
                listeners.get().drain(SESSIONS_END_WITHIN);
            }
            queue.stop();
        }
        return exit;
    }

    private void handleSignals(MailServer queue) {
        Signals.handle(Signal.HUP, queue::reread);
        Signals.handle(Signal.ALRM, queue::runNow);
        Signals.handle(Signal.TERM, this::stop);
        Signals.handle(Signal.INT, this::stop);
    }

    private RemoteDeliverer remote(SettingsSource settings, Resolver resolver, WriteDeadlines deadlines) {
        Timeouts timeouts = new TcptoFile(
                host.tcpto(), host.clock(), () -> ThreadLocalRandom.current().nextInt(32));
        Surroundings world = Surroundings.real(
                resolver,
                timeouts,
                Thread.ofVirtual().name("connect-", 0).factory(),
                deadlines,
                new ClientTls(keys(), host.log(), host.clock(), System::nanoTime),
                host.log());
        DkimSign dkim = new DkimSign(host.home(), host.environment(), host.clock(), System::nanoTime, host.log());
        RemoteFilters filters = new RemoteFilters(
                host.home(), host.programs(), host.environment(), Map.of(DkimSign.NAME, dkim), host.log());
        return new RemoteDeliverer(host.home(), settings, world, host.programs(), host.environment(), filters);
    }

    /** Control files, with private keys among them that this process may not read itself. */
    private Control keys() {
        return host.control().with(identity.secrets());
    }

    private List<Role> roles(HostPlugins plugins) throws IOException {
        Checkers checkers = new Checkers(host, identity);
        Backoff backoff = new RecentFailures(Ticker.systemTicker(), host.log());
        ServerTls.Source tls = new FreshServerTls(keys(), host.log(), System::nanoTime);
        FreshControls controls = new FreshControls(host.control(), host.clock(), host.log());
        plugins.check();
        if (controls.load().openRelay()) {
            host.log().line("warning: there is no control/rcpthosts: this server relays mail from anybody to anywhere");
        }
        SmtpdHost smtp = new SmtpdHost(
                controls,
                environment -> queue().network(environment),
                plugins,
                Origin.network(identity.networkUid()),
                host.log(),
                host.clock(),
                host.zone(),
                OwnAddresses::ofSystem,
                logins(checkers, backoff),
                tls,
                SmtpdLimits.DEFAULT);
        Service session = (connection, environment) -> new Session(connection, environment, smtp).run();
        List<Role> all = new ArrayList<>(MailboxRoles.of(host, identity, checkers, backoff, tls));
        all.addAll(PackageRoles.of(host, identity, controls, environment -> queue().network(environment)));
        all.addAll(List.of(
                new Role("smtp", session, BUSY),
                new Role("smtps", tlsAtOnce(session), ""),
                new Role("submission", Submission.over(session), BUSY),
                new Role("submissions", Submission.over(tlsAtOnce(session)), "")));
        return all;
    }

    /** The same service for who speaks TLS from the first byte on. */
    private static Service tlsAtOnce(Service service) {
        return (connection, environment) -> {
            environment.put("SMTPS", "");
            service.serve(connection, environment);
        };
    }

    /** Challenges of one process must not repeat; a hundred guesses a second must not help. */
    private static Logins logins(Checkers checkers, Backoff backoff) {
        SecureRandom random = new SecureRandom();
        return new Logins(checkers::of, false, backoff, () -> random.nextLong(Long.MAX_VALUE), Thread::sleep);
    }

    private MailServer queue() {
        MailServer open = server.get();
        if (open == null) {
            throw new IllegalStateException("a session before the queue is open");
        }
        return open;
    }
}
