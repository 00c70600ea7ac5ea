package eqmail.send;

import eqmail.bytes.Latin1;
import eqmail.delivery.Deliverer;
import eqmail.delivery.Order;
import eqmail.mail.Address;
import eqmail.mail.Verdict;
import eqmail.time.MailTime;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The accounts of the recorded cases, as far as qmail-send can tell: users joe and bob with extensions after {@code +},
 * everybody else with the alias user, instruction files of one line.
 */
final class FakeMailboxes implements Deliverer {
    private static final Set<String> USERS = Set.of("joe", "bob");

    /** Instructions by path ({@code joe/.qmail-x}, {@code alias/.qmail-y}). */
    final Map<String, String> instructions = new LinkedHashMap<>();
    /** What was delivered, by path. */
    final Map<String, String> delivered = new LinkedHashMap<>();

    String defaultDelivery = "./Mailbox";
    private final SendRig rig;

    FakeMailboxes(SendRig rig) {
        this.rig = rig;
    }

    @Override
    public Verdict deliver(Order order) {
        String local = Address.box(order.recipient());
        if (local.isEmpty()) {
            return new Verdict.Delivered("");
        }
        int plus = local.indexOf('+');
        String user = plus < 0 ? local : local.substring(0, plus);
        boolean known = USERS.contains(user);
        String account = known ? user : "alias";
        String extension = known ? (plus < 0 ? "" : "-" + local.substring(plus + 1)) : "-" + local;
        String file = account + "/.qmail" + Latin1.lower(extension).replace('.', ':');
        String instruction = instructions.get(file);
        if (instruction == null && !extension.isEmpty()) {
            return new Verdict.Refused("Sorry, no mailbox here by that name. (#5.1.1)\n");
        }
        return follow(instruction == null ? defaultDelivery : instruction.strip(), account, order);
    }

    private Verdict follow(String instruction, String account, Order order) {
        String plain = text(order);
        if (instruction.equals("|exit 111")) {
            return new Verdict.Deferred("");
        }
        if (instruction.startsWith("|cat > ")) {
            delivered.put(account + "/" + instruction.substring(7), plain);
            return new Verdict.Delivered("did 0+0+1\n");
        }
        String to = "Delivered-To: " + order.recipient() + "\n";
        if (instruction.startsWith("&")) {
            rig.send()
                    .accepted(rig.spool.put(
                            order.sender(),
                            List.of(instruction.substring(1)),
                            rig.received("by uid 1001") + to + plain,
                            rig.now,
                            1001));
            return new Verdict.Delivered("did 0+1+0\nqp 99\n");
        }
        String from =
                order.sender().isEmpty() ? "MAILER-DAEMON" : order.sender().replace(' ', '-');
        String mbox = "From " + from + " " + MailTime.ctime(rig.now) + "\nReturn-Path: <"
                + Address.quoted(order.sender()) + ">\n" + to + plain + "\n";
        delivered.merge(account + "/" + instruction.substring(2), mbox, String::concat);
        return new Verdict.Delivered("did 1+0+0\n");
    }

    private static String text(Order order) {
        try (InputStream in = order.body().openUnix()) {
            return Latin1.string(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
