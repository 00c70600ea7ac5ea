package eqmail.spp.stock;

import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.dns.Answer;
import eqmail.dns.Resolver;
import eqmail.dns.ReverseName;
import eqmail.net.IpText;
import eqmail.net.Network;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * {@code spp-dnsbl}: looks the client up in DNS lists (RFC 5782), in the order of the settings; the first that knows it
 * decides. A list that does not answer, or answers with an error, knows nobody.
 */
final class DnsLists implements Configured {
    static final String FILE = "control/sppdnsbl";

    /** All lists together; what has been asked is waited for. */
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static final int MOST_LISTS = 20;

    private final Resolver resolver;
    private final LongSupplier nanoClock;
    private final Fresh<Lists> lists;

    DnsLists(Surroundings around) {
        this.resolver = around.resolver();
        this.nanoClock = around.nanoClock();
        this.lists = new Fresh<>(around, List.of(FILE), Lists::read);
    }

    /**
     * One list.
     *
     * @param verb what being in it means: {@code refuse}, {@code defer} or {@code pass}
     * @param text for the client
     */
    private record Zone(String verb, String name, AnswerCodes codes, String text) {
        static Zone read(Settings settings, String line) throws ControlException {
            String[] words = line.split("[ \t]+", 4);
            Optional<AnswerCodes> codes = words.length < 3 ? Optional.empty() : AnswerCodes.parse(words[2]);
            if (codes.isEmpty() || !Set.of("refuse", "defer", "pass").contains(words[0])) {
                throw settings.fault("list", line, "not a list with its answers: " + line);
            }
            String text = words.length > 3 ? words[3] : "sorry, your address {ip} is listed by " + words[1];
            return new Zone(words[0], words[1], codes.get(), text);
        }

        List<String> reply(Caller caller, InetAddress ip) {
            String why = text.replace("{ip}", IpText.of(ip));
            return switch (verb) {
                case "refuse" -> Replies.refuse(caller, (caller.greeted() ? "550 " : "554 ") + why + " (#5.7.1)");
                case "defer" -> Replies.refuse(caller, (caller.greeted() ? "451 " : "421 ") + why + " (#4.7.1)");
                default -> Replies.NONE;
            };
        }
    }

    private record Lists(List<Zone> zones, List<Network> allowed) {
        static Lists read(Control control) throws ControlException {
            Settings settings = Settings.read(control, FILE, Set.of("list", "allow"));
            List<Zone> zones = new ArrayList<>();
            for (String line : settings.all("list")) {
                zones.add(Zone.read(settings, line));
            }
            if (zones.size() > MOST_LISTS) {
                throw settings.fault("more than " + MOST_LISTS + " lists");
            }
            return new Lists(List.copyOf(zones), settings.networks("allow"));
        }
    }

    @Override
    public void readSettings() throws ControlException {
        lists.get();
    }

    @Override
    public List<String> answer(Map<String, String> environment) throws ControlException, InterruptedException {
        Caller caller = new Caller(environment);
        Lists now = lists.get();
        Optional<InetAddress> ip = caller.ip();
        if (ip.isEmpty() || caller.ours() || Settings.holds(now.allowed, ip)) {
            return Replies.NONE;
        }
        String reversed = ReverseName.of(ip.get());
        long end = nanoClock.getAsLong() + LIMIT.toNanos();
        for (Zone zone : now.zones) {
            if (nanoClock.getAsLong() - end > 0) {
                return Replies.NONE;
            }
            Answer<InetAddress> answer = resolver.a(reversed + zone.name);
            if (answer.records().stream().anyMatch(zone.codes::hold)) {
                return zone.reply(caller, ip.get());
            }
        }
        return Replies.NONE;
    }
}
