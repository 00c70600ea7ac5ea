package eqmail.spp.stock;

import eqmail.bytes.Latin1;
import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.net.IpText;
import eqmail.net.Network;
import eqmail.spp.stock.SlotTable.Decision;
import eqmail.spp.stock.SlotTable.Slot;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code spp-greylist}: puts the first try of an unknown combination of client, sender and recipient off. Real servers
 * come again, and from then on pass; a client of which some combinations came again is not asked any more.
 */
final class Greylist implements Configured {
    static final String FILE = "control/sppgreylist";
    private static final String STORE = "spool/greylist";
    private static final Set<String> WORDS = Stream.concat(
                    Stream.of("delay", "window", "keep", "allowafter", "ipv4", "ipv6", "allow"),
                    StoredSlots.WORDS.stream())
            .collect(Collectors.toUnmodifiableSet());

    private final Surroundings around;
    private final Fresh<Rules> rules;
    private final RareLog trouble;

    Greylist(Surroundings around) {
        this.around = around;
        this.rules = new Fresh<>(around, List.of(FILE), this::read);
        this.trouble = new RareLog(around);
    }

    /**
     * The settings.
     *
     * @param delay a second try before this does not count, milliseconds
     * @param window one after this is a first one, milliseconds
     * @param keep how long somebody who passed is known without coming, milliseconds
     * @param allowAfter so many combinations make a client known; 0 never
     */
    private record Rules(
            SlotTable table,
            long delay,
            long window,
            long keep,
            int allowAfter,
            int v4,
            int v6,
            List<Network> allowed) {
        String network(InetAddress ip) {
            return Network.around(ip, IpText.isV4(ip) ? v4 : v6).toString();
        }
    }

    private Rules read(Control control) throws ControlException {
        Settings settings = Settings.read(control, FILE, WORDS);
        int delay = settings.number("delay", 300, 0, 86_400);
        return new Rules(
                StoredSlots.of(settings, STORE, around),
                Duration.ofSeconds(delay).toMillis(),
                Duration.ofSeconds(settings.number("window", 172_800, delay + 1, 31_536_000))
                        .toMillis(),
                Duration.ofSeconds(settings.number("keep", 3_110_400, 1, 31_536_000))
                        .toMillis(),
                settings.number("allowafter", 5, 0, 1_000_000),
                settings.number("ipv4", 24, 1, 32),
                settings.number("ipv6", 64, 1, 128),
                settings.networks("allow"));
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
        if (caller.ours() || ip.isEmpty() || caller.recipient().isEmpty() || Settings.holds(now.allowed, ip)) {
            return Replies.NONE;
        }
        try {
            long left = around.aside().run(() -> left(now, now.network(ip.get()), caller));
            return left == 0
                    ? Replies.NONE
                    : Replies.refuse(
                            caller, "451 greylisted, please try again in " + (left + 999) / 1000 + " seconds (#4.7.1)");
        } catch (IOException e) {
            trouble.line("alert: greylisting nobody: " + e.getMessage());
            return Replies.NONE;
        }
    }

    /** Milliseconds until a try would pass; 0 if this one does. */
    private long left(Rules now, String network, Caller caller) throws IOException {
        long time = around.clock().millis();
        String client = "client " + network;
        if (now.allowAfter > 0 && now.table.change(client, before -> known(before, now, time))) {
            return 0;
        }
        String pair = Latin1.lower(caller.sender()) + "\0" + Latin1.lower(caller.recipient());
        Outcome outcome = now.table.change("mail " + network + "\0" + pair, before -> visit(before, now, time));
        if (outcome.passedFirst && now.allowAfter > 0) {
            now.table.change(client, before -> new Decision<>(new Slot(time + now.keep, before.data() + 1), true));
        }
        return outcome.left;
    }

    /** What a try comes to: how long to wait, and is it the first that passes? */
    private record Outcome(long left, boolean passedFirst) {}

    private static Decision<Boolean> known(Slot before, Rules now, long time) {
        boolean known = before.data() >= now.allowAfter;
        return new Decision<>(known ? new Slot(time + now.keep, before.data()) : before, known);
    }

    /** The data of a combination: the time of its first try; after it has passed, 0. */
    private static Decision<Outcome> visit(Slot before, Rules now, long time) {
        if (before.equals(Slot.NONE)) {
            return new Decision<>(new Slot(time + now.window, time), new Outcome(Math.max(now.delay, 1), false));
        }
        boolean passedBefore = before.data() == 0;
        long left = passedBefore ? 0 : Math.min(before.data() + now.delay - time, now.delay);
        if (left > 0) {
            return new Decision<>(before, new Outcome(left, false));
        }
        return new Decision<>(new Slot(time + now.keep, 0), new Outcome(0, !passedBefore));
    }
}
