package eqmail.cli;

import eqmail.dns.DnsResolver;
import eqmail.dns.ResolvConf;
import eqmail.log.LogStream;
import eqmail.posix.Signal;
import eqmail.posix.Signals;
import eqmail.tcpserver.Tcpserver;

/** {@code tcpserver}: serves until SIGTERM, which it takes as success; programs under way go on. */
final class TcpserverCommand implements Program {
    @Override
    public int run(Invocation in) {
        Signals.handle(Signal.TERM, () -> Runtime.getRuntime().halt(0));
        DnsResolver resolver = new DnsResolver(() -> ResolvConf.read(ResolvConf.SYSTEM), DnsResolver.DEFAULT_LIMIT);
        return new Tcpserver(in.args(), in.env(), resolver, in.stdout(), new LogStream(in.stderr())).run();
    }
}
