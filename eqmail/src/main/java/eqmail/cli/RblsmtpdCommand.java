package eqmail.cli;

import eqmail.dns.DnsResolver;
import eqmail.dns.ResolvConf;
import eqmail.dns.Resolver;
import eqmail.log.Log;
import eqmail.log.LogStream;
import eqmail.net.Connection;
import eqmail.net.DescriptorConnection;
import eqmail.posix.Descriptor;
import eqmail.posix.Launch;
import eqmail.posix.PosixException;
import eqmail.posix.Self;
import eqmail.tcpserver.Rblsmtpd;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/** {@code rblsmtpd}: looks at a client, then becomes the SMTP server behind it. */
final class RblsmtpdCommand implements Program {
    private static final String DEFAULT_PATH = "/bin:/usr/bin";

    @Override
    public int run(Invocation in) throws InterruptedException {
        return new Rblsmtpd(in.args(), in.env(), new ThisProcess(in)).run();
    }

    private record ThisProcess(Invocation in) implements Rblsmtpd.Host {
        @Override
        public Resolver resolver() {
            return new DnsResolver(() -> ResolvConf.read(ResolvConf.SYSTEM), DnsResolver.DEFAULT_LIMIT);
        }

        @Override
        public Connection client() {
            return new DescriptorConnection(Descriptor.of(0), Descriptor.of(1));
        }

        @Override
        public Log log() {
            return new LogStream(in.stderr());
        }

        @Override
        public long pid() {
            return Self.pid();
        }

        @Override
        public LongSupplier nanoClock() {
            return System::nanoTime;
        }

        @Override
        public void pause(Duration time) throws InterruptedException {
            Thread.sleep(time);
        }

        @Override
        public void become(List<String> command) throws IOException {
            try {
                Launch.of(command.getFirst(), command.subList(1, command.size()))
                        .searching(in.env().getOrDefault("PATH", DEFAULT_PATH))
                        .environment(in.env())
                        .replaceProcess();
            } catch (PosixException e) {
                throw new IOException(e.text(), e);
            }
        }
    }
}
