package eqmail.remote;

import eqmail.dns.Answer;
import eqmail.dns.Exchanger;
import eqmail.dns.Resolver;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Decides which hosts may take mail for a host, best first (delivery.md 10.4 with its defects mended; RFC 5321 5.1, RFC
 * 7505). Addresses are looked up by the {@link Way} only as they are needed.
 */
final class MailExchangers {
    /** Nobody needs more; each may cost a look-up and a wait. */
    private static final int MOST_EXCHANGERS = 50;

    private final Resolver resolver;
    private final RandomGenerator random;

    /**
     * Looks up through {@code resolver}.
     *
     * @param random puts exchangers of equal preference in order
     */
    MailExchangers(Resolver resolver, RandomGenerator random) {
        this.resolver = resolver;
        this.random = random;
    }

    /**
     * The way to {@code host} without an artificial route.
     *
     * @param own is this an address of ours, so that mail must not go there nor farther?
     */
    Way to(String host, Predicate<InetAddress> own) throws InterruptedException {
        Optional<InetAddress> literal = Literal.quad(host);
        if (literal.isPresent()) {
            return Way.literal(new Target(literal.get(), Relay.SMTP_PORT, ""), own);
        }
        Answer<Exchanger> answer = resolver.mx(host);
        if (answer.failed()) {
            return Way.none(Way.softDns());
        }
        List<Exchanger> exchangers = new ArrayList<>(answer.records());
        if (exchangers.isEmpty()) {
            return Way.host(resolver, host, Relay.SMTP_PORT, own);
        }
        exchangers.removeIf(exchanger -> exchanger.host().isEmpty());
        return exchangers.isEmpty()
                ? Way.none(nullMx(host))
                : Way.groups(resolver, byPreference(exchangers), Relay.SMTP_PORT, own);
    }

    /** The way to a relay: its addresses, whatever its MX records say, and even if it is ourselves. */
    Way to(Relay relay) {
        Predicate<InetAddress> nobody = address -> false;
        Optional<InetAddress> literal = Literal.any(relay.host());
        return literal.isPresent()
                ? Way.literal(new Target(literal.get(), relay.port(), "", relay.login()), nobody)
                : Way.relay(resolver, relay, nobody);
    }

    private List<List<String>> byPreference(List<Exchanger> exchangers) {
        Collections.shuffle(exchangers, random);
        exchangers.sort(Comparator.comparingInt(Exchanger::preference));
        List<List<String>> groups = new ArrayList<>();
        int last = -1;
        for (Exchanger exchanger : exchangers.subList(0, Math.min(MOST_EXCHANGERS, exchangers.size()))) {
            if (exchanger.preference() != last) {
                groups.add(new ArrayList<>());
                last = exchanger.preference();
            }
            groups.getLast().add(exchanger.host());
        }
        return groups;
    }

    private static Report nullMx(String host) {
        return Report.of(
                'D', "Sorry, " + Way.printable(host) + " says by a null MX that it takes no mail. (#5.1.10)\n");
    }
}
