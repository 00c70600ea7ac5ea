package eqmail.spf;

import eqmail.dns.Resolver;
import eqmail.spf.Evaluation.Outcome;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Checks senders by RFC 7208. Safe for many threads if the resolver is. */
public final class SpfChecker {
    /** All questions of one check together; the RFC's least (4.6.4). A question that has begun is waited for. */
    public static final Duration LIMIT = Duration.ofSeconds(20);

    private final Resolver resolver;
    private final LongSupplier nanoClock;
    private final InstantSource clock;
    private final String receiver;

    /**
     * A checker for one host.
     *
     * @param nanoClock for the time limit, as System::nanoTime
     * @param clock for a macro that tells the time
     * @param receiver this host's name, for explanations; may be empty
     */
    public SpfChecker(Resolver resolver, LongSupplier nanoClock, InstantSource clock, String receiver) {
        this.resolver = resolver;
        this.nanoClock = nanoClock;
        this.clock = clock;
        this.receiver = receiver;
    }

    /** May {@code ip} send as {@code sender}? The empty sender is judged by the name at HELO (2.4). */
    public SpfFinding mailFrom(InetAddress ip, String helo, String sender) throws InterruptedException {
        return check(SpfQuery.mailFrom(ip, helo, sender));
    }

    /** May {@code ip} call itself {@code helo} (2.3)? */
    public SpfFinding helo(InetAddress ip, String helo) throws InterruptedException {
        return check(SpfQuery.helo(ip, helo));
    }

    private SpfFinding check(SpfQuery query) throws InterruptedException {
        Questions questions = new Questions(resolver, query.ip(), nanoClock, LIMIT);
        Evaluation evaluation = new Evaluation(query, questions, new MacroValues(query, questions, clock, receiver));
        try {
            Outcome outcome = evaluation.check(DomainName.fitted(query.domain()));
            Optional<String> explanation =
                    outcome.result() == SpfResult.FAIL ? evaluation.explain(outcome) : Optional.empty();
            return new SpfFinding(query, outcome.result(), outcome.cause(), "", explanation);
        } catch (Trouble trouble) {
            return new SpfFinding(query, trouble.result(), "", trouble.why(), Optional.empty());
        }
    }
}
