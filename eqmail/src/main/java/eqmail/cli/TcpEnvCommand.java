package eqmail.cli;

import eqmail.dns.DnsResolver;
import eqmail.dns.ResolvConf;
import eqmail.dns.Resolver;
import eqmail.posix.Descriptor;
import eqmail.posix.Launch;
import eqmail.posix.SocketAddresses;
import eqmail.tcpserver.TcpEnv;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code tcp-env}: looks at the connection that inetd has accepted, then becomes the server for it. */
final class TcpEnvCommand implements Program {
    private static final String DEFAULT_PATH = "/bin:/usr/bin";

    @Override
    public int run(Invocation in) throws InterruptedException {
        return new TcpEnv(in.args(), in.env(), new Inetd(in.env())).run();
    }

    private record Inetd(Map<String, String> env) implements TcpEnv.Host {
        @Override
        public Optional<InetSocketAddress> local() throws IOException {
            return SocketAddresses.local(Descriptor.of(0));
        }

        @Override
        public Optional<InetSocketAddress> remote() throws IOException {
            return SocketAddresses.peer(Descriptor.of(0));
        }

        @Override
        public Resolver resolver() {
            return new DnsResolver(() -> ResolvConf.read(ResolvConf.SYSTEM), DnsResolver.DEFAULT_LIMIT);
        }

        @Override
        public void become(List<String> command, Map<String, String> environment) throws IOException {
            Launch.of(command.getFirst(), command.subList(1, command.size()))
                    .searching(env.getOrDefault("PATH", DEFAULT_PATH))
                    .environment(environment)
                    .replaceProcess();
        }
    }
}
