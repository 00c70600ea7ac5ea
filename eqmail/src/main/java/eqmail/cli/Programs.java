package eqmail.cli;

import eqmail.admin.QueueClean;
import eqmail.admin.QueueRead;
import eqmail.admin.QueueStat;
import eqmail.admin.QueueView;
import eqmail.admin.SpooledQueue;
import eqmail.auth.QmailChkPw;
import eqmail.auth.QmailPwrap;
import eqmail.control.Control;
import eqmail.control.NewMrh;
import eqmail.dns.DnsResolver;
import eqmail.dns.DnsTools;
import eqmail.dns.ResolvConf;
import eqmail.dns.SearchList;
import eqmail.fs.RealDisk;
import eqmail.lines.BounceSaying;
import eqmail.lines.CondRedirect;
import eqmail.lines.Except;
import eqmail.lines.Forward;
import eqmail.lines.Predate;
import eqmail.lines.Preline;
import eqmail.lines.QBiff;
import eqmail.lines.QReceipt;
import eqmail.lines.QsmHook;
import eqmail.lines.Terminals;
import eqmail.queue.QueueHome;
import eqmail.remote.QmailTcpto;
import eqmail.tcpserver.TcpRules;
import eqmail.tcpserver.TcpRulesCheck;
import eqmail.time.LocalZone;
import eqmail.users.GetPw;
import eqmail.users.HostPasswd;
import eqmail.users.NewUsers;
import eqmail.users.PwToUsers;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The table of installed commands. {@code dist/bin} is made from it, and each line must have a man page (a test asks).
 * A room's program is added here with one line; classes of the others are not loaded when one is run.
 */
public final class Programs {
    private static final Map<String, Supplier<Program>> TABLE = new TreeMap<>(Map.ofEntries(
            command("bouncesaying", () -> new LineProgram(new BounceSaying())), //
            command("condredirect", () -> new LineProgram(new CondRedirect())), //
            command("dnscname", () -> in -> dns(in).canonical(in.args())), //
            command("dnsfq", () -> in -> dns(in).fullName(in.args())), //
            command("dnsip", () -> in -> dns(in).addresses(in.args())), //
            command("dnsmxip", () -> in -> dns(in).exchangers(in.args())), //
            command("dnsptr", () -> in -> dns(in).name(in.args())), //
            command("dkim-sign", DkimSignCommand::new), //
            command("eqmail", Eqmail::new), //
            command("except", () -> new LineProgram(new Except())), //
            command("forward", () -> new LineProgram(new Forward())), //
            command("hostname", Hostname::new), //
            command("ipmeprint", IpMePrint::new), //
            command("libdkimtest", DkimCommand::new), //
            command("libqdkim", DkimCommand::new), //
            command("mailq", SendmailCommand::new), //
            command("maildir2mbox", MailboxCommand::new), //
            command("maildirmake", MailboxCommand::new), //
            command("maildirwatch", MailboxCommand::new), //
            command("mkdkimkey", DkimCommand::new), //
            command("mkdomainkey", DkimCommand::new), //
            command("newaliases", SendmailCommand::new), //
            command(
                    "predate",
                    () -> new LineProgram(new Predate(InstantSource.system(), () -> LocalZone.at(Instant.now())))), //
            command("preline", () -> new LineProgram(new Preline())), //
            command("qbiff", () -> new LineProgram(new QBiff(Terminals.OF_HOST))), //
            command("qdkimcrlf", DkimCommand::new), //
            command(
                    "qmail-chkpw",
                    () -> in -> new QmailChkPw(
                                    in.home(), in.env(), in.stdin(), in.stdout(), in.stderr(), SecureRandom::new)
                            .run(in.args())), //
            command("qmail-clean", () -> in -> clean(in).run()), //
            command(
                    "qmail-getpw",
                    () -> in -> new GetPw(in.home(), new HostPasswd(), in.stdout(), in.stderr()).run(in.args())), //
            command("qmail-inject", QmailInjectCommand::new), //
            command("qmail-local", QmailLocalCommand::new), //
            command("qmail-lspawn", QmailLspawnCommand::new), //
            command("qmail-newmrh", () -> in -> new NewMrh(in.home(), in.stderr()).run()), //
            command("qmail-newu", () -> in -> new NewUsers(in.home(), in.stderr()).run()), //
            command("qmail-pop3d", QmailPop3dCommand::new), //
            command("qmail-popup", QmailPopupCommand::new), //
            command(
                    "qmail-pw2u",
                    () -> in -> new PwToUsers(
                                    new Control(in.home()), new HostPasswd(), in.stdin(), in.stdout(), in.stderr())
                            .run(in.args())), //
            command("qmail-pwrap", () -> in -> new QmailPwrap(in.home(), in.env(), in.stderr()).run(in.args())), //
            command("qmail-qmqpc", QmailQmqpcCommand::new), //
            command("qmail-qmqpd", QmailQmqpdCommand::new), //
            command("qmail-qmtpd", QmailQmtpdCommand::new), //
            command("qmail-qread", () -> in -> new QueueRead(in.home(), queue(in), in.stdout()).run()), //
            command("qmail-qstat", () -> in -> new QueueStat(in.home(), queue(in), in.stdout(), in.stderr()).run()), //
            command("qmail-queue", QmailQueue::new), //
            command("qmail-remote", QmailRemoteCommand::new), //
            command("qmail-rspawn", QmailRspawnCommand::new), //
            command("qmail-sdkim", DkimCommand::new), //
            command("qmail-showctl", ShowControlCommand::new), //
            command("qmail-smtpd", QmailSmtpd::new), //
            command("qmail-start", QmailStart::new), //
            command("qmail-tcpok", () -> in -> new QmailTcpto(in.home(), Clock.systemUTC()).clear(in.stderr())), //
            command("qmail-tcpto", () -> in -> new QmailTcpto(in.home(), Clock.systemUTC()).show(in.stdout())), //
            command("qreceipt", () -> new LineProgram(new QReceipt())), //
            command("qsmhook", () -> new LineProgram(new QsmHook())), //
            command("qmail-vdkim", DkimCommand::new), //
            command("rblsmtpd", RblsmtpdCommand::new), //
            command("sendmail", SendmailCommand::new), //
            command("splogger", Splogger::new), //
            command("tcp-env", TcpEnvCommand::new), //
            command("spp-dnsbl", () -> new SppCommand("dnsbl")), //
            command("spp-greetdelay", () -> new SppCommand("greetdelay")), //
            command("spp-greylist", () -> new SppCommand("greylist")), //
            command("spp-helocheck", () -> new SppCommand("helocheck")), //
            command("spp-mfcheck", () -> new SppCommand("mfcheck")), //
            command("spp-ratelimit", () -> new SppCommand("ratelimit")), //
            command("spp-rcptcheck", () -> new SppCommand("rcptcheck")), //
            command("spp-spf", () -> new SppCommand("spf")), //
            command("tcprules", () -> in -> new TcpRules(in.stdin(), in.stderr()).run(in.args())), //
            command(
                    "tcprulescheck",
                    () -> in -> new TcpRulesCheck(in.env(), in.stdout(), in.stderr()).run(in.args())), //
            command("tcpserver", TcpserverCommand::new), //
            command("xdkim", DkimCommand::new) //
            ));

    private Programs() {}

    /** A fresh program of that name; null if there is none. */
    static @Nullable Program named(String name) {
        Supplier<Program> maker = TABLE.get(name);
        return maker == null ? null : maker.get();
    }

    /** All names, sorted. */
    public static List<String> names() {
        return List.copyOf(TABLE.keySet());
    }

    /** Prints the names, one a line, for the build. */
    public static void main(String[] args) {
        names().forEach(System.out::println);
    }

    private static DnsTools dns(Invocation in) {
        DnsResolver resolver = new DnsResolver(() -> ResolvConf.read(ResolvConf.SYSTEM), DnsResolver.DEFAULT_LIMIT);
        return new DnsTools(resolver, SearchList.read(ResolvConf.SYSTEM), in.stdout(), in.stderr());
    }

    private static QueueClean clean(Invocation in) {
        return new QueueClean(in.home().resolve("queue"), in.stdin(), in.stdout(), InstantSource.system());
    }

    private static QueueView queue(Invocation in) {
        return new SpooledQueue(new RealDisk(), new QueueHome(in.home()).log());
    }

    private static Map.Entry<String, Supplier<Program>> command(String name, Supplier<Program> maker) {
        return Map.entry(name, maker);
    }
}
