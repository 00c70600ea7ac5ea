package eqmail.cli;

import eqmail.bytes.ByteInput;
import eqmail.bytes.Latin1;
import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.daemon.CheckerFiles;
import eqmail.delivery.Replaceable;
import eqmail.dns.DnsResolver;
import eqmail.dns.ResolvConf;
import eqmail.dns.Resolver;
import eqmail.dns.ServerProbe;
import eqmail.doctor.Certificate;
import eqmail.doctor.Configuration;
import eqmail.doctor.Destination;
import eqmail.doctor.DiskSpace;
import eqmail.doctor.DiskSync;
import eqmail.doctor.Dmarc;
import eqmail.doctor.Doctor;
import eqmail.doctor.HostClock;
import eqmail.doctor.HostName;
import eqmail.doctor.IncomingMail;
import eqmail.doctor.Installation;
import eqmail.doctor.Listening;
import eqmail.doctor.Logins;
import eqmail.doctor.NameServers;
import eqmail.doctor.OpenRelay;
import eqmail.doctor.OutgoingMail;
import eqmail.doctor.Postmasters;
import eqmail.doctor.ReverseName;
import eqmail.doctor.Secrets;
import eqmail.doctor.SenderPolicy;
import eqmail.doctor.ServerAccount;
import eqmail.doctor.Signatures;
import eqmail.doctor.SpoolHealth;
import eqmail.fs.Disk;
import eqmail.fs.RealDisk;
import eqmail.local.GetPwProgram;
import eqmail.local.LocalDelivery;
import eqmail.net.HostAddresses;
import eqmail.posix.Account;
import eqmail.posix.Accounts;
import eqmail.posix.Child;
import eqmail.posix.KernelClock;
import eqmail.posix.Launch;
import eqmail.posix.PosixException;
import eqmail.queue.QueueHome;
import eqmail.spf.SpfChecker;
import eqmail.tcpserver.ListenLine;
import eqmail.tcpserver.ListenersFile;
import eqmail.users.Users;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/** {@code eqmail doctor}: gives the checks this host to look at. */
final class DoctorCommand {
    /** For one question to DNS; a doctor is not asked to wait. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int WRONG_USE = 100;
    private static final String SERVER = "qmails";
    private static final String SERVER_GROUP = "qmail";

    /** fc00::/7 (RFC 4193). */
    private static final int UNIQUE_LOCAL = 0xfc;

    private static final int UNIQUE_LOCAL_MASK = 0xfe;

    private static final Listening.Caller CALLER = DoctorCommand::call;
    private static final int LONGEST_GREETING = 1000;
    private static final long MOST_COMPLAINTS = 1 << 16;

    private DoctorCommand() {}

    /** Examines the host of {@code in}; 100 for arguments that mean nothing. */
    static int run(Invocation in, List<String> args) throws IOException, InterruptedException {
        boolean outgoing = args.size() == 2 && args.getFirst().equals("--outgoing");
        if (!outgoing && args.stream().anyMatch(word -> word.startsWith("-") || word.isEmpty())) {
            in.stderr()
                    .write(Latin1.bytes(
                            "usage: eqmail doctor [--outgoing domain]\n       eqmail doctor address ...\n"));
            return WRONG_USE;
        }
        List<eqmail.doctor.Check> checks = outgoing || args.isEmpty()
                ? checks(in, args.isEmpty() ? Optional.empty() : Optional.of(args.getLast()))
                : destinations(in, args);
        return new Doctor(checks, in.stdout()).run();
    }

    private static List<eqmail.doctor.Check> destinations(Invocation in, List<String> addresses) throws IOException {
        Function<String, eqmail.doctor.Check> destination =
                destination(in, resolver(ResolvConf.read(ResolvConf.SYSTEM)));
        return addresses.stream().map(destination).toList();
    }

    private static Function<String, eqmail.doctor.Check> destination(Invocation in, Resolver resolver)
            throws IOException {
        Users.Accounts users = GetPwProgram.ofHome(in.home(), new Replaceable(in.home(), in.image()), in.env());
        LocalDelivery delivery = new LocalDelivery(QmailLocalCommand.tools(in));
        Control control = new Control(in.home());
        return address -> new Destination(control, address, users, delivery::plan, resolver);
    }

    private static Resolver resolver(ResolvConf conf) {
        return new DnsResolver(() -> conf, PATIENCE);
    }

    private static List<eqmail.doctor.Check> checks(Invocation in, Optional<String> domain) throws IOException {
        Control control = new Control(in.home());
        QueueHome queue = new QueueHome(in.home());
        Disk disk = new RealDisk();
        ResolvConf conf = ResolvConf.read(ResolvConf.SYSTEM);
        Resolver resolver = resolver(conf);
        Set<InetAddress> own = Set.copyOf(HostAddresses.list());
        List<Listening.Place> places = places(control);
        Optional<ServerAccount> server = server(in);
        SpfChecker spf = new SpfChecker(resolver, System::nanoTime, InstantSource.system(), "");
        return List.of(
                new Configuration(ControlOwners.check(in.home(), in.env())),
                new Installation(installed(in), () -> instcheck(in)),
                new Secrets(control),
                new HostName(control, resolver, own::contains),
                new ReverseName(control, resolver),
                new IncomingMail(control, resolver, own::contains),
                new Postmasters(control, destination(in, resolver)),
                new SenderPolicy(control, resolver, spf),
                new Signatures(control, resolver, server),
                new Dmarc(control, resolver),
                new OutgoingMail(control, resolver, domain, own.stream().anyMatch(DoctorCommand::leads), CALLER),
                new NameServers(conf.servers(), each -> ServerProbe.ask(each, PATIENCE)),
                new Listening(places, CALLER),
                new OpenRelay(control, places),
                new Logins(control, places, place -> CheckerFiles.command(control, place.environment()), server),
                new Certificate(control, InstantSource.system()),
                new HostClock(InstantSource.system(), KernelClock::synchronised),
                new DiskSync(
                        disk, queue.spool(), path -> Files.getFileStore(path).type(), System::nanoTime),
                new DiskSpace(disk, in.home()),
                new SpoolHealth(disk, queue.log()));
    }

    /** The account of a server that root starts; none for a home of eqmail run, which has no commands. */
    private static Optional<ServerAccount> server(Invocation in) {
        try {
            Optional<Account> account = Accounts.byName(SERVER);
            OptionalInt group = Accounts.group(SERVER_GROUP);
            return installed(in) && account.isPresent() && group.isPresent()
                    ? Optional.of(new ServerAccount(SERVER, account.get().uid(), group.getAsInt()))
                    : Optional.empty();
        } catch (PosixException unknown) {
            return Optional.empty(); // instcheck speaks of missing accounts
        }
    }

    private static boolean installed(Invocation in) {
        return Files.exists(in.home().resolve("bin/qmail-start"));
    }

    /** None if the file is missing; one that cannot be read is a matter of the configuration. */
    private static List<Listening.Place> places(Control control) {
        List<Listening.Place> places = new ArrayList<>();
        try {
            if (control.text(ListenersFile.FILE).isPresent()) {
                for (ListenLine line : ListenersFile.read(control)) {
                    places.add(new Listening.Place(
                            line.role(), line.address(), line.port(), line.rules(), line.environment()));
                }
            }
        } catch (ControlException told) {
            return List.of();
        }
        return places;
    }

    /** An IPv6 address by which other networks can be reached. */
    private static boolean leads(InetAddress own) {
        return own instanceof Inet6Address
                && !own.isLoopbackAddress()
                && !own.isLinkLocalAddress()
                && (own.getAddress()[0] & UNIQUE_LOCAL_MASK) != UNIQUE_LOCAL;
    }

    /** Whoever is greeted says goodbye. */
    private static String call(InetSocketAddress server, boolean greeted) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(server, Math.toIntExact(PATIENCE.toMillis()));
            socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
            String line = greeted ? new ByteInput(socket.getInputStream()).line(LONGEST_GREETING) : "";
            if (greeted) {
                socket.getOutputStream().write(Latin1.bytes("QUIT\r\n"));
            }
            return line == null ? "" : line.strip();
        }
    }

    private static List<String> instcheck(Invocation in) throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(in.env());
        environment.put("QMAILHOME", in.home().toString());
        try (Child child = Launch.of(in.image().resolve("bin/instcheck").toString(), List.of())
                .environment(environment)
                .pipeFrom(2)
                .start()) {
            String text = Latin1.string(child.from(2).input().readNBytes((int) MOST_COMPLAINTS));
            child.waitFor();
            return text.lines().toList();
        }
    }
}
