package eqmail.doctor;

import eqmail.bytes.Latin1;
import eqmail.control.Control;
import eqmail.control.RcptHosts;
import eqmail.dns.Answer;
import eqmail.dns.Exchanger;
import eqmail.dns.Resolver;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The MX records of the domains that we take mail for: do they lead here? */
public final class IncomingMail implements Check {
    private final Control control;
    private final Resolver resolver;
    private final Predicate<InetAddress> own;

    /** {@code own}: is this an address of an interface here? */
    public IncomingMail(Control control, Resolver resolver, Predicate<InetAddress> own) {
        this.control = control;
        this.resolver = resolver;
        this.own = own;
    }

    @Override
    public String subject() {
        return "incoming mail";
    }

    @Override
    public List<Finding> look() throws IOException, InterruptedException {
        OurDomains domains = new OurDomains(control);
        List<Finding> findings = new ArrayList<>();
        for (String domain : domains.receiving()) {
            findings.add(of(domain));
        }
        RcptHosts taken = RcptHosts.load(control);
        for (String domain : domains.delivered()) {
            if (!taken.allows("postmaster@" + domain)) {
                findings.add(Finding.warn(
                        "mail for " + domain + " is taken from nobody outside",
                        "echo " + domain + " >>control/rcpthosts, or take it out of locals or virtualdomains"));
            }
        }
        return findings.isEmpty()
                ? List.of(Finding.warn("there is no domain to take mail for", "put one into locals and rcpthosts"))
                : findings;
    }

    private Finding of(String domain) throws IOException, InterruptedException {
        Answer<Exchanger> answer = resolver.mx(domain);
        if (answer.failed()) {
            return Finding.warn("no name server tells where mail for " + domain + " goes", "see name servers below");
        }
        List<String> hosts = answer.records().isEmpty()
                ? List.of(domain)
                : answer.records().stream().map(Exchanger::host).toList();
        for (String host : hosts) {
            if (isHere(host)) {
                return Finding.ok("mail for " + domain + " comes to " + host);
            }
        }
        String mend = "add the record: " + domain + ". MX 10 " + HostName.me(control) + ".";
        return answer.records().isEmpty()
                ? Finding.warn(domain + " has no MX record, and its address is not ours", mend)
                : Finding.warn("mail for " + domain + " goes to " + String.join(", ", hosts), mend);
    }

    /** Our own name counts wherever its address is: a router may pass its port on to us. */
    private boolean isHere(String host) throws IOException, InterruptedException {
        List<InetAddress> addresses = new ArrayList<>(resolver.a(host).records());
        addresses.addAll(resolver.aaaa(host).records());
        boolean ourName = Latin1.equalsIgnoreCase(host, HostName.me(control));
        return addresses.stream().anyMatch(own) || (ourName && !addresses.isEmpty());
    }
}
