package eqmail.cli;

import eqmail.bfrmt.DkimSign;
import eqmail.bfrmt.Filter;
import eqmail.bfrmt.RemoteFilters;
import eqmail.control.Control;
import eqmail.delivery.Replaceable;
import eqmail.dns.DnsResolver;
import eqmail.dns.ResolvConf;
import eqmail.log.Log;
import eqmail.mail.Body;
import eqmail.net.WriteDeadlines;
import eqmail.posix.Self;
import eqmail.remote.QmailRemote;
import eqmail.remote.StreamBody;
import eqmail.remote.Surroundings;
import eqmail.remote.TcptoFile;
import eqmail.tls.ClientTls;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** {@code qmail-remote}: one delivery, by itself. */
final class QmailRemoteCommand implements Program {
    private static final int SPREADS = 32;

    @Override
    public int run(Invocation in) throws IOException {
        return deliver(in, in.args(), new StreamBody(in.stdin()));
    }

    /** Delivers {@code message} as the command does, for one that stands before it. */
    static int deliver(Invocation in, List<String> arguments, Body message) throws IOException {
        WriteDeadlines deadlines = new WriteDeadlines(System::nanoTime);
        deadlines.start();
        int spread = (int) (Self.pid() % SPREADS);
        Surroundings world = Surroundings.real(
                new DnsResolver(() -> ResolvConf.read(ResolvConf.SYSTEM), DnsResolver.DEFAULT_LIMIT),
                new TcptoFile(in.home().resolve("queue/lock/tcpto"), Clock.systemUTC(), () -> spread),
                Thread.ofPlatform().daemon().factory(),
                deadlines,
                new ClientTls(new Control(in.home()), Log.none(), Clock.systemUTC(), System::nanoTime),
                Log.none());
        Replaceable programs = new Replaceable(in.home(), in.image());
        try (RemoteFilters filters = new RemoteFilters(in.home(), programs, in.env(), stock(in), Log.none())) {
            new QmailRemote(in.home(), world, filters).run(arguments, message, in.stdout());
        }
        return 0;
    }

    private static Map<String, Filter> stock(Invocation in) {
        return Map.of(
                DkimSign.NAME, new DkimSign(in.home(), in.env(), Clock.systemUTC(), System::nanoTime, Log.none()));
    }
}
