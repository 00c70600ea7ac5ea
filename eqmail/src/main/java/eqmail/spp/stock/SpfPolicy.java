package eqmail.spp.stock;

import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.dns.Resolver;
import eqmail.net.Network;
import eqmail.spf.SpfChecker;
import eqmail.spf.SpfFinding;
import eqmail.spf.SpfResult;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/** {@code spp-spf}: checks the sender of MAIL, and the name at HELO, by SPF (RFC 7208) and marks or refuses the mail. */
final class SpfPolicy implements Configured {
    static final String FILE = "control/sppspf";

    private static final String PASS = "pass";
    private static final String REFUSE = "refuse";
    private static final String DEFER = "defer";
    private static final String RECEIVED_SPF = "received-spf";
    private static final String RESULTS = "authentication-results";
    private static final Set<String> ACTIONS = Set.of(PASS, REFUSE, DEFER);

    private final Resolver resolver;
    private final LongSupplier nanoClock;
    private final InstantSource clock;
    private final Fresh<Rules> rules;

    SpfPolicy(Surroundings around) {
        this.resolver = around.resolver();
        this.nanoClock = around.nanoClock();
        this.clock = around.clock();
        this.rules = new Fresh<>(around, List.of(FILE, "control/me"), Rules::read);
    }

    /** What follows from a result, and who is not checked. {@code receiver} is our name. */
    private record Rules(
            Map<SpfResult, String> actions,
            boolean helo,
            String header,
            boolean explain,
            String receiver,
            List<Network> allowed) {
        static Rules read(Control control) throws ControlException {
            Settings settings = Settings.read(
                    control,
                    FILE,
                    Set.of("fail", "softfail", "temperror", "permerror", "helo", "header", "explain", "allow"));
            Map<SpfResult, String> actions = Map.of(
                    SpfResult.FAIL, settings.choice("fail", REFUSE, ACTIONS),
                    SpfResult.SOFTFAIL, settings.choice("softfail", PASS, ACTIONS),
                    SpfResult.TEMPERROR, settings.choice("temperror", PASS, Set.of(PASS, DEFER)),
                    SpfResult.PERMERROR, settings.choice("permerror", PASS, ACTIONS));
            return new Rules(
                    actions,
                    settings.on("helo", true),
                    settings.choice("header", RECEIVED_SPF, Set.of(RECEIVED_SPF, RESULTS, "off")),
                    settings.on("explain", true),
                    control.line("control/me").orElse("unknown"),
                    settings.networks("allow"));
        }
    }

    @Override
    public void readSettings() throws ControlException {
        rules.get();
    }

    @Override
    public List<String> answer(Map<String, String> environment) throws ControlException, InterruptedException {
        Caller caller = new Caller(environment);
        Rules now = rules.get();
        Optional<InetAddress> ip = caller.ip();
        if (ip.isEmpty() || !caller.hasSender() || caller.ours() || Settings.holds(now.allowed, ip)) {
            return Replies.NONE;
        }
        SpfChecker checker = new SpfChecker(resolver, nanoClock, clock, now.receiver);
        List<SpfFinding> findings = new ArrayList<>();
        if (now.helo && !caller.sender().isEmpty()) {
            findings.add(checker.helo(ip.get(), caller.helo()));
        }
        // Of the empty sender this is about the name at HELO, too.
        findings.add(checker.mailFrom(ip.get(), caller.helo(), caller.sender()));
        for (SpfFinding finding : findings) {
            Optional<String> refusal = refusal(finding, now);
            if (refusal.isPresent()) {
                return Replies.refuse(caller, refusal.get());
            }
        }
        return header(findings.getLast(), now);
    }

    private static Optional<String> refusal(SpfFinding finding, Rules now) {
        String action = now.actions.getOrDefault(finding.result(), PASS);
        if (action.equals(PASS)) {
            return Optional.empty();
        }
        String said =
                now.explain ? finding.explanation().map(text -> ": " + text).orElse("") : "";
        boolean unsure = finding.result() == SpfResult.TEMPERROR || finding.result() == SpfResult.PERMERROR;
        String code = unsure ? "7.24" : "7.23";
        String reply = "SPF: " + finding.reason() + said;
        return Optional.of(
                action.equals(REFUSE) ? "550 " + reply + " (#5." + code + ")" : "451 " + reply + " (#4." + code + ")");
    }

    private static List<String> header(SpfFinding finding, Rules now) {
        String field = switch (now.header) {
            case RECEIVED_SPF -> finding.receivedSpf(now.receiver);
            case RESULTS -> finding.authenticationResults(now.receiver);
            default -> "";
        };
        return field.lines().map(line -> "H" + line).toList();
    }
}
