package eqmail.cli;

import eqmail.bytes.Latin1;
import eqmail.delivery.Replaceable;
import eqmail.dkim.LibQdkim;
import eqmail.dkim.MkDkimKey;
import eqmail.dkim.QdkimCrLf;
import eqmail.dkim.SdkimProgram;
import eqmail.dkim.Surroundings;
import eqmail.dkim.VdkimProgram;
import eqmail.dkim.Verifier;
import eqmail.dns.DnsResolver;
import eqmail.dns.ResolvConf;
import eqmail.log.SyslogLines;
import eqmail.time.LocalZone;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.InstantSource;

/** The commands around DKIM: qmail-sdkim, qmail-vdkim, mkdkimkey, libqdkim, qdkimcrlf, and their other names. */
final class DkimCommand implements Program {
    /** The facility of mail (syslog(3)). */
    private static final int MAIL = 2;

    @Override
    public int run(Invocation in) throws IOException, InterruptedException {
        return switch (in.name()) {
            case "qmail-sdkim" ->
                new SdkimProgram(
                                around(in),
                                InstantSource.system(),
                                (arguments, message) -> QmailRemoteCommand.deliver(in, arguments, message))
                        .run(in.args(), in.stdin(), in.stdout());
            case "qmail-vdkim" ->
                new VdkimProgram(around(in), DkimCommand::verifier, message -> QmailQueue.queue(in, message))
                        .run(in.stdin());
            case "mkdkimkey", "mkdomainkey" -> new MkDkimKey(in.home(), in.stdout()).run(in.args());
            case "qdkimcrlf" -> new QdkimCrLf(in.env(), in.stdout(), in.stderr()).run(in.args());
            default ->
                new LibQdkim(InstantSource.system(), DkimCommand::verifier, in.stdout(), in.stderr()).run(in.args());
        };
    }

    private static Verifier verifier() {
        DnsResolver resolver = new DnsResolver(() -> ResolvConf.read(ResolvConf.SYSTEM), DnsResolver.DEFAULT_LIMIT);
        return new Verifier(resolver, InstantSource.system());
    }

    private static Surroundings around(Invocation in) {
        Replaceable programs = new Replaceable(in.home(), in.image());
        return new Surroundings(in.home(), in.env(), programs::foreign, DkimCommand::log);
    }

    /** What splogger would do with the line. */
    private static void log(String tag, String line) {
        try (Syslog syslog = new Syslog(Syslog.DAEMON)) {
            new SyslogLines(tag, MAIL, InstantSource.system(), LocalZone.ofProcess(), syslog::send)
                    .run(new ByteArrayInputStream(Latin1.bytes(line + "\n")));
        } catch (IOException lost) {
            // A log must not stop what it tells of.
        }
    }
}
