package eqmail.send;

import eqmail.delivery.Deliverer;
import eqmail.delivery.Order;
import eqmail.mail.Address;
import eqmail.mail.Verdict;
import java.util.ArrayList;
import java.util.List;

/** Answers as the stand-in of the recorded cases does, after qmail-rspawn has read it. */
final class FakeRemote implements Deliverer {
    /** Every call: host, sender, recipient. */
    final List<String> calls = new ArrayList<>();

    @Override
    public Verdict deliver(Order order) {
        String to = order.recipient();
        calls.add(Address.domain(to) + "|" + order.sender() + "|" + to);
        if (to.startsWith("ok")) {
            return new Verdict.Delivered("""
                192.0.2.1 accepted message.
                Remote host said: 250 ok
                """);
        }
        if (to.startsWith("perm")) {
            return new Verdict.Refused("""
                192.0.2.1 does not like recipient.
                Remote host said: 550 no such user
                Giving up on 192.0.2.1.
                """);
        }
        if (to.startsWith("temp")) {
            return new Verdict.Deferred("""
                Connected to 192.0.2.1 but sender was rejected.
                Remote host said: 450 later
                """);
        }
        if (to.startsWith("soft")) {
            return new Verdict.Deferred("""
                192.0.2.1 does not like recipient.
                Remote host said: 451 later
                Giving up on 192.0.2.1.
                """);
        }
        if (to.startsWith("multi")) {
            return new Verdict.Refused("line one\n\nline two\n\n\nlast\1\n");
        }
        if (to.startsWith("odd")) {
            return new Verdict.Refused("p%c\tx\u00e4y\n");
        }
        if (to.startsWith("nothing")) {
            return new Verdict.Deferred("qmail-bfrmt produced no output.\n");
        }
        return new Verdict.Delivered(to.startsWith("slow") ? "slow\n" : "default\n");
    }
}
