package eqmail.doctor;

import eqmail.bytes.Latin1;
import eqmail.control.Control;
import eqmail.dns.Answer;
import eqmail.dns.Resolver;
import eqmail.net.IpText;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** The names of our addresses: many servers take no mail from an address without one that leads back. */
public final class ReverseName implements Check {
    private final Control control;
    private final Resolver resolver;

    /** For the addresses of the name in control/me. */
    public ReverseName(Control control, Resolver resolver) {
        this.control = control;
        this.resolver = resolver;
    }

    @Override
    public String subject() {
        return "reverse name";
    }

    @Override
    public List<Finding> look() throws IOException, InterruptedException {
        String me = HostName.me(control);
        List<InetAddress> addresses =
                new ArrayList<>(me.isEmpty() ? List.of() : resolver.a(me).records());
        addresses.addAll(me.isEmpty() ? List.of() : resolver.aaaa(me).records());
        List<Finding> findings = new ArrayList<>();
        for (InetAddress address : addresses) {
            findings.add(of(address, me));
        }
        return findings.isEmpty() ? List.of(Finding.warn("no address to look up", "see host name above")) : findings;
    }

    private Finding of(InetAddress address, String me) throws InterruptedException {
        String text = IpText.of(address);
        String mend = "ask whoever gave you " + text + " for the PTR record " + me;
        Answer<String> names = resolver.ptr(address);
        if (names.failed()) {
            return Finding.warn("no name server tells the name of " + text, "see name servers below");
        }
        if (names.records().isEmpty()) {
            return Finding.fail(text + " has no name", mend);
        }
        String name = names.records().getFirst();
        boolean back = (address instanceof Inet4Address ? resolver.a(name) : resolver.aaaa(name))
                .records()
                .contains(address);
        if (!back) {
            return Finding.fail(text + " is called " + name + ", which is another host", mend);
        }
        return Latin1.equalsIgnoreCase(name, me)
                ? Finding.ok(text + " is called " + name)
                : Finding.warn(text + " is called " + name + ", not " + me, mend);
    }
}
