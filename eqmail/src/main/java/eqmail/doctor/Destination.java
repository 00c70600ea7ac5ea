package eqmail.doctor;

import eqmail.bytes.Latin1;
import eqmail.control.Control;
import eqmail.control.RcptHosts;
import eqmail.delivery.Channel;
import eqmail.delivery.Router;
import eqmail.dns.Answer;
import eqmail.dns.Exchanger;
import eqmail.dns.Resolver;
import eqmail.local.LocalRequest;
import eqmail.local.Report;
import eqmail.mail.Address;
import eqmail.remote.Relay;
import eqmail.remote.SmtpRoutes;
import eqmail.users.Account;
import eqmail.users.Assignment;
import eqmail.users.LookupException;
import eqmail.users.Users;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where mail for one address would go, step by step, without a message. */
public final class Destination implements Check {
    /** Instructions that do nothing: what counts without a .qmail file was told to the server, not to us. */
    private static final String UNKNOWN = "#";

    /** How qmail-local says that mail waits while the owner edits. */
    private static final String WARNING = "Warning: ";

    private static final String COUNT = "did ";
    private static final String MAILDIR = "maildir ";
    private static final List<String> PARTS = List.of("tmp", "new", "cur");
    private static final int NEVER = 100;

    private final Control control;
    private final String address;
    private final Users.Accounts users;
    private final Plan plan;
    private final Resolver resolver;

    private final List<Finding> findings = new ArrayList<>();

    /** What qmail-local would do. */
    @FunctionalInterface
    public interface Plan {
        /** Reports it in a line for each instruction; 0, or 100 or 111 with the reason. */
        int of(LocalRequest request, Report report) throws IOException;
    }

    /**
     * Follows {@code address}.
     *
     * @param users know whose a local part is
     */
    public Destination(Control control, String address, Users.Accounts users, Plan plan, Resolver resolver) {
        this.control = control;
        this.address = address;
        this.users = users;
        this.plan = plan;
        this.resolver = resolver;
    }

    @Override
    public String subject() {
        return address;
    }

    @Override
    public List<Finding> look() throws IOException, InterruptedException {
        findings.clear();
        Router.Route route = Router.load(control).route(address);
        if (route.channel() == Channel.REMOTE) {
            leaves(Latin1.lower(Address.domain(route.address())));
        } else {
            taken();
            arrives(route.address());
        }
        return List.copyOf(findings);
    }

    private void taken() throws IOException {
        if (!RcptHosts.load(control).allows(address)) {
            findings.add(Finding.warn(
                    "taken only from those who may send anywhere",
                    "echo " + Address.domain(address) + " >>control/rcpthosts"));
        }
    }

    private void leaves(String domain) throws IOException, InterruptedException {
        Optional<Relay> relay =
                new SmtpRoutes(control.list("control/smtproutes").orElse(List.of())).find(domain);
        if (relay.isPresent()) {
            findings.add(Finding.ok(
                    "leaves for " + relay.get().host() + ":" + relay.get().port() + ", by control/smtproutes"));
            return;
        }
        Answer<Exchanger> answer = resolver.mx(domain);
        List<String> hosts = answer.records().stream().map(Exchanger::host).toList();
        if (answer.failed()) {
            findings.add(Finding.warn("waits: no name server tells where it goes", "eqmail doctor"));
        } else if (!hosts.isEmpty()) {
            findings.add(Finding.ok("leaves for " + String.join(", ", hosts)));
        } else if (resolver.a(domain).records().isEmpty()
                && resolver.aaaa(domain).records().isEmpty()) {
            findings.add(Finding.fail(
                    "bounces: there is no mail server for " + domain,
                    "if it is to come here: control/locals or control/virtualdomains"));
        } else {
            findings.add(Finding.ok("leaves for " + domain));
        }
    }

    private void arrives(String routed) throws IOException {
        Assignment assignment;
        try {
            assignment = users.find(Address.box(routed));
        } catch (LookupException e) {
            findings.add(Finding.fail("waits: " + e.getMessage(), "see users/assign and qmail-getpw(8)"));
            return;
        }
        Account account = assignment.account();
        findings.add(Finding.ok("comes to account " + account.user() + ", home " + account.home()
                + (assignment.dash().isEmpty() ? "" : ", file .qmail" + assignment.dash() + assignment.ext())));
        if (account.isRoot()) {
            findings.add(Finding.fail("waits: nothing is delivered as root", "see users/assign"));
            return;
        }
        Words words = new Words();
        int code = plan.of(
                new LocalRequest(
                        account,
                        Address.box(routed),
                        assignment.dash(),
                        assignment.ext(),
                        Address.domain(routed),
                        "",
                        UNKNOWN),
                words);
        if (code == 0) {
            instructions(account, words.lines());
        } else {
            String why = String.join(" ", words.lines());
            findings.add(Finding.fail((code == NEVER ? "bounces: " : "waits: ") + why, "see dot-qmail(5)"));
        }
    }

    /** The last line only counts them. */
    private void instructions(Account account, List<String> lines) {
        List<String> instructions = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith(WARNING)) {
                findings.add(Finding.warn("waits: " + line.substring(WARNING.length()), "chmod -t " + account.home()));
            } else if (!line.startsWith(COUNT)) {
                instructions.add(line);
            }
        }
        if (instructions.isEmpty()) {
            findings.add(Finding.ok("then as qmail-start was told: there is no instruction in a .qmail file"));
        }
        for (String line : instructions) {
            Optional<Path> missing = line.startsWith(MAILDIR)
                    ? missing(Path.of(account.home()).resolve(line.substring(MAILDIR.length())))
                    : Optional.empty();
            findings.add(
                    missing.isPresent()
                            ? Finding.fail(
                                    "waits: there is no directory " + missing.get(),
                                    "as " + account.user() + ": maildirmake " + line.substring(MAILDIR.length()))
                            : Finding.ok("then " + line));
        }
    }

    private static Optional<Path> missing(Path maildir) {
        return PARTS.stream()
                .map(part -> maildir.resolve(part).normalize())
                .filter(part -> !Files.isDirectory(part))
                .findFirst();
    }
}
