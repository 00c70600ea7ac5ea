package eqmail.remote;

import eqmail.dns.Resolver;
import eqmail.log.Log;
import eqmail.mail.Body;
import eqmail.net.Connection;
import eqmail.time.Deadline;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * One message to recipients of one host, from route to report: what the main program of qmail-remote does. Made for one
 * delivery; {@link QmailRemote} and {@link RemoteDeliverer} call it.
 */
final class RemoteDelivery {
    private final RemoteSettings settings;
    private final Surroundings world;
    private final Sessions sessions;

    RemoteDelivery(RemoteSettings settings, Surroundings world, Sessions sessions) {
        this.settings = settings;
        this.world = world;
        this.sessions = sessions;
    }

    /**
     * Delivers and reports.
     *
     * @param host who is responsible for the recipients: the domain of their addresses
     * @param sender envelope sender
     * @param recipients at least one
     */
    Report deliver(String host, String sender, List<String> recipients, Body body) throws InterruptedException {
        if (!Recipients.sendable(sender)) {
            return Report.of('D', "Sorry, SMTP can't carry a sender address with a line end in it. (#5.1.7)\n");
        }
        if (!recipients.stream().allMatch(Recipients::sendable)) {
            return Report.of('D', "Sorry, SMTP can't carry a recipient address with a line end in it. (#5.1.3)\n");
        }
        Optional<Relay> relay = settings.routes().find(host);
        Resolver resolver = world.resolver();
        Optional<Recipients> resolved = relay.isPresent()
                ? Optional.of(Recipients.plain(recipients))
                : Recipients.canonical(recipients, resolver);
        if (resolved.isEmpty()) {
            return Report.of('Z', "CNAME lookup failed temporarily. (#4.4.3)\n");
        }
        MailExchangers exchangers = new MailExchangers(resolver, world.random());
        boolean aliases = resolved.get().allAliases();
        Way way = relay.isPresent()
                ? exchangers.to(relay.get())
                : exchangers.to(host, aliases ? address -> false : world.own());
        return along(way, Recipients.quoted(sender), resolved.get().quoted(), body);
    }

    private Report along(Way way, String sender, List<String> recipients, Body body) throws InterruptedException {
        for (List<Target> group = way.next(); !group.isEmpty(); group = way.next()) {
            Optional<Report> report = reuse(group, sender, recipients, body);
            if (report.isEmpty()) {
                report = connect(group, sender, recipients, body);
            }
            if (report.isPresent()) {
                return report.get();
            }
        }
        return way.failure();
    }

    /** Sessions that lie idle come first, as long as there are any that still live. */
    private Optional<Report> reuse(List<Target> group, String sender, List<String> recipients, Body body) {
        Optional<Report> report = Optional.empty();
        Optional<Session> idle = sessions.take(group);
        while (idle.isPresent() && report.isEmpty()) {
            report = transfer(idle.get(), sender, recipients, body);
            if (report.isEmpty()) {
                idle = sessions.take(group);
            }
        }
        return report;
    }

    /** Empty when no address of the group takes a connection and greets us. */
    private Optional<Report> connect(List<Target> group, String sender, List<String> recipients, Body body)
            throws InterruptedException {
        Attempts attempts =
                new Attempts(group, world.dialer(), settings.connectTimeout(), world.timeouts(), world.threads());
        for (var next = attempts.next(); next.isPresent(); next = attempts.next()) {
            Attempts.Connected connected = next.get();
            switch (open(connected, false)) {
                case Opening.Opened.Busy busy -> {}
                case Opening.Opened.Unencrypted failed -> {
                    return Optional.of(failed.report());
                }
                case Opening.Opened.Over over -> {
                    return Optional.of(over.report());
                }
                case Opening.Opened.Ready ready -> {
                    return transfer(ready.session(), sender, recipients, body);
                }
            }
        }
        return Optional.empty();
    }

    /** A server that fails at TLS gets the mail in clear text, over another connection, unless TLS is demanded. */
    private Opening.Opened open(Attempts.Connected connected, boolean clearOnly) {
        Target target = connected.target();
        Peer peer = new Peer(connected.connection(), settings.readTimeout(), Deadline.in(world.longest()));
        StartTls tls = new StartTls(world.tls(), target, clearOnly);
        Opening.Opened opened = new Opening(peer, target, settings, tls, world.log()).open();
        if (!(opened instanceof Opening.Opened.Unencrypted failed) || clearOnly) {
            return opened;
        }
        world.log()
                .line("warning: no TLS with " + target.ip() + ", going on in clear text: "
                        + Log.printable(failed.report().records()));
        try {
            Connection again = world.dialer().connect(target.socketAddress(), settings.connectTimeout());
            return open(new Attempts.Connected(target, again), true);
        } catch (IOException gone) {
            return opened;
        }
    }

    private Optional<Report> transfer(Session session, String sender, List<String> recipients, Body body) {
        session.peer().end(Deadline.in(world.longest()));
        Optional<Report> report = new Transfer(session).send(sender, recipients, body);
        sessions.leave(session, settings.reuse());
        return report;
    }
}
