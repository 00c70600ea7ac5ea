package eqmail.doctor;

import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.dns.Answer;
import eqmail.dns.Resolver;
import eqmail.net.IpText;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The name in {@code control/me}: full, in DNS, and ours. */
public final class HostName implements Check {
    private final Control control;
    private final Resolver resolver;
    private final Predicate<InetAddress> own;

    /** {@code own}: is this an address of an interface here? */
    public HostName(Control control, Resolver resolver, Predicate<InetAddress> own) {
        this.control = control;
        this.resolver = resolver;
        this.own = own;
    }

    @Override
    public String subject() {
        return "host name";
    }

    @Override
    public List<Finding> look() throws IOException, InterruptedException {
        String me = me(control);
        if (me.isEmpty()) {
            return List.of(Finding.fail("control/me is missing or empty", "config-fast fully.qualified.name"));
        }
        if (me.indexOf('.') < 0) {
            return List.of(Finding.fail(me + " is not a full name", "config-fast fully.qualified.name"));
        }
        Answer<InetAddress> six = resolver.aaaa(me);
        Answer<InetAddress> four = resolver.a(me);
        List<InetAddress> addresses = new ArrayList<>(four.records());
        addresses.addAll(six.records());
        if (addresses.isEmpty()) {
            return List.of(
                    six.failed() || four.failed()
                            ? Finding.fail("no name server tells the address of " + me, "see name servers below")
                            : Finding.fail(me + " has no address in DNS", "add an A or AAAA record for " + me));
        }
        List<String> texts = addresses.stream().map(IpText::of).toList();
        return List.of(
                addresses.stream().anyMatch(own)
                        ? Finding.ok(me + " has the address " + String.join(", ", texts))
                        : Finding.warn(
                                me + " has the address " + String.join(", ", texts) + ", which is on no interface here",
                                "behind a translating router put that address into " + me
                                        + "'s A record only if the router passes port 25 on"));
    }

    /** The first line of control/me; empty without one. */
    static String me(Control control) throws ControlException {
        return control.line("control/me").orElse("");
    }
}
