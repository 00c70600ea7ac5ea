package eqmail.cli;

import eqmail.auth.Checker;
import eqmail.auth.CheckpasswordProgram;
import eqmail.control.Control;
import eqmail.delivery.Replaceable;
import eqmail.log.Log;
import eqmail.log.LogStream;
import eqmail.net.DescriptorConnection;
import eqmail.posix.Descriptor;
import eqmail.queue.HandoverQueue;
import eqmail.queue.Origin;
import eqmail.queue.QueueChoice;
import eqmail.queue.QueueHome;
import eqmail.smtpd.Logins;
import eqmail.smtpd.OwnAddresses;
import eqmail.smtpd.Session;
import eqmail.smtpd.SmtpdControls;
import eqmail.smtpd.SmtpdHost;
import eqmail.smtpd.SmtpdLimits;
import eqmail.spp.HostPlugins;
import eqmail.spp.PluginHost;
import eqmail.spp.stock.StockPlugins;
import eqmail.time.LocalZone;
import eqmail.tls.ServerTls;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** {@code qmail-smtpd}: one SMTP session on descriptors 0 and 1, as tcpserver runs it. */
final class QmailSmtpd implements Program {
    /** Nobody asks: the queue of a command finds out by itself which account hands in. */
    private static final Origin NETWORK = Origin.network(0);

    @Override
    public int run(Invocation in) {
        Map<String, String> environment = new LinkedHashMap<>(in.env());
        LogStream log = new LogStream(in.stderr());
        try (DescriptorConnection peer = new DescriptorConnection(Descriptor.of(0), Descriptor.of(1));
                HostPlugins plugins = plugins(in, log)) {
            return new Session(peer, environment, host(in, log, plugins)).run();
        }
    }

    /** Descriptor 2 is the log already. */
    private static HostPlugins plugins(Invocation in, Log log) {
        Replaceable programs = new Replaceable(in.home(), in.image());
        return new HostPlugins(
                new PluginHost(
                        in.home(), in.env(), StockPlugins.all(SppCommand.surroundings(in)), programs, log, false),
                System::nanoTime);
    }

    private static SmtpdHost host(Invocation in, Log log, HostPlugins plugins) {
        Path home = in.home();
        HandoverQueue own = HandoverQueue.of(new QueueHome(home));
        return new SmtpdHost(
                () -> SmtpdControls.load(new Control(home)),
                new QueueChoice(home, new Replaceable(home, in.image()), own)::of,
                plugins,
                NETWORK,
                log,
                InstantSource.system(),
                LocalZone.ofProcess(),
                OwnAddresses::ofSystem,
                Logins.ofCommand(checker(in)),
                ciphers -> ServerTls.load(new Control(home), ciphers, log::line),
                SmtpdLimits.DEFAULT);
    }

    /** The arguments, if there are any, are a checkpassword program and what it is to run. */
    private static Optional<Checker> checker(Invocation in) {
        return in.args().isEmpty()
                ? Optional.empty()
                : Optional.of(CheckpasswordProgram.ofCommand(in.home(), in.args()));
    }
}
