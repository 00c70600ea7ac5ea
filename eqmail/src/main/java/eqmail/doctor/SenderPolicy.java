package eqmail.doctor;

import eqmail.control.Control;
import eqmail.dns.Resolver;
import eqmail.net.IpText;
import eqmail.remote.Relay;
import eqmail.remote.SmtpRoutes;
import eqmail.spf.SpfChecker;
import eqmail.spf.SpfFinding;
import eqmail.spf.SpfResult;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The SPF records of the domains that people here write as: do they permit this host? Others refuse mail if not. */
public final class SenderPolicy implements Check {
    private final Control control;
    private final Resolver resolver;
    private final SpfChecker spf;

    /** {@code spf} judges us as others do. */
    public SenderPolicy(Control control, Resolver resolver, SpfChecker spf) {
        this.control = control;
        this.resolver = resolver;
        this.spf = spf;
    }

    @Override
    public String subject() {
        return "SPF record";
    }

    @Override
    public List<Finding> look() throws IOException, InterruptedException {
        String me = HostName.me(control);
        List<InetAddress> ours = new ArrayList<>();
        if (me.indexOf('.') > 0) {
            ours.addAll(resolver.a(me).records());
            ours.addAll(resolver.aaaa(me).records());
        }
        if (ours.isEmpty()) {
            return List.of(Finding.warn("no address of this host to ask about", "see host name above"));
        }
        Optional<String> relay = new SmtpRoutes(
                        control.list("control/smtproutes").orElse(List.of()))
                .find("")
                .map(Relay::host);
        List<Finding> findings = new ArrayList<>();
        for (String domain : new OurDomains(control).sending()) {
            findings.add(of(domain, me, ours, relay));
        }
        return findings;
    }

    /** The first address that is not permitted, else the last. */
    private Finding of(String domain, String me, List<InetAddress> ours, Optional<String> relay)
            throws InterruptedException {
        List<String> permitted = new ArrayList<>();
        for (InetAddress address : ours) {
            SpfFinding finding = spf.mailFrom(address, me, "postmaster@" + domain);
            if (finding.result() == SpfResult.PASS) {
                permitted.add(IpText.of(address));
            } else if (relay.isPresent() && said(finding.result())) {
                return Finding.ok(domain + " has one; mail leaves by " + relay.get() + ", which it must permit");
            } else {
                return refused(domain, me, finding);
            }
        }
        return Finding.ok(domain + " permits " + String.join(", ", permitted));
    }

    private static boolean said(SpfResult result) {
        return result == SpfResult.FAIL || result == SpfResult.SOFTFAIL || result == SpfResult.NEUTRAL;
    }

    private static Finding refused(String domain, String me, SpfFinding finding) {
        String us = domain.equals(me) ? "a" : "a:" + me;
        String address = IpText.of(finding.query().ip());
        String permit = "put " + us + " into the record of " + domain;
        return switch (finding.result()) {
            case NONE ->
                Finding.warn(
                        domain + " has none, so anybody may write as it",
                        "add the record: " + domain + ". TXT \"v=spf1 " + us + " -all\"");
            case TEMPERROR -> Finding.warn(finding.reason(), "see name servers below");
            case PERMERROR -> Finding.fail(finding.reason(), "correct the record of " + domain);
            case FAIL -> Finding.fail(domain + " does not permit " + address, permit);
            default -> Finding.warn(domain + " permits " + address + " only by half: " + finding.mechanism(), permit);
        };
    }
}
