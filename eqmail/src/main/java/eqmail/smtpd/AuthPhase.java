package eqmail.smtpd;

import eqmail.auth.Checker;
import eqmail.auth.Claim;
import eqmail.auth.Exchange;
import eqmail.auth.Mechanism;
import eqmail.bytes.ByteInput;
import eqmail.bytes.Latin1;
import eqmail.log.Log;
import eqmail.spp.Plugins;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Answers AUTH: holds the dialogue, has the claim checked, draws the consequences (network.md 3; RFC 4954). */
final class AuthPhase {
    /** From the claim to the answer that it is wrong, whatever was wrong about it. */
    static final Duration FAILURE_TIME = Duration.ofSeconds(5);

    private static final String FAILED = "535 authentication failed (#5.7.1)";
    private static final String PUT_OFF = "454 too many failed logins, try again later (#4.7.0)";

    private final Logins logins;
    private final SmtpdHost host;
    private final Peer peer;
    private final Client client;
    private final Plugins plugins;
    private final SessionLog log;
    private final Optional<Checker> checker;
    private int failures;

    AuthPhase(Conversation conversation) {
        this.host = conversation.host();
        this.logins = host.logins();
        this.peer = conversation.peer();
        this.client = conversation.client();
        this.plugins = conversation.plugins();
        this.log = conversation.log();
        this.checker = logins.checkers().apply(client.environment());
    }

    /** The line of EHLO, if there is to be one. */
    Optional<String> keyword() {
        Set<Mechanism> offered = EnumSet.allOf(Mechanism.class);
        if (!logins.always()) {
            offered.retainAll(checker.map(Checker::mechanisms).orElse(Set.of()));
            offered.removeIf(this::wantsTls);
        }
        return offered.isEmpty()
                ? Optional.empty()
                : Optional.of(offered.stream().map(Mechanism::word).collect(Collectors.joining(" ", "AUTH ", "")));
    }

    /** Answers the command. */
    Verbs.Next answer(String argument, boolean transactionOpen, Plugins.Exchange exchange) throws IOException {
        int blank = argument.indexOf(' ');
        String word = blank < 0 ? argument : argument.substring(0, blank);
        String initial = blank < 0 ? "" : argument.substring(blank).strip();
        Optional<Mechanism> mechanism = Mechanism.named(word);
        if (wantsTls(mechanism.orElse(Mechanism.PLAIN))) {
            return refuse("538 AUTH PLAIN/LOGIN not available without TLS (#5.3.3)");
        }
        if (checker.isEmpty()) {
            return refuse("503 auth not available (#5.3.3)");
        }
        if (client.authenticated()) {
            return refuse("503 you're already authenticated (#5.5.0)");
        }
        if (transactionOpen) {
            return refuse("503 no auth during mail transaction (#5.5.0)");
        }
        if (mechanism.isEmpty()) {
            return refuse("504 auth type unimplemented (#5.5.1)");
        }
        String challenge = "<" + logins.nonce().getAsLong() + "."
                + host.clock().instant().getEpochSecond() + "@" + client.local() + ">";
        return switch (new Exchange(this::ask).run(mechanism.get(), initial, challenge)) {
            case Exchange.Outcome.Cancelled cancelled -> refuse("501 auth exchange canceled (#5.0.0)");
            case Exchange.Outcome.Malformed malformed -> refuse("501 malformed auth input (#5.5.4)");
            case Exchange.Outcome.Claimed claimed -> judge(mechanism.get(), claimed.claim(), exchange);
        };
    }

    /** Would somebody who listens see the password, where that is forbidden? */
    private boolean wantsTls(Mechanism mechanism) {
        return client.tlsRequired() && !client.inTls() && mechanism != Mechanism.CRAM_MD5;
    }

    private String ask(String challenge) throws IOException {
        peer.reply("334 " + challenge);
        try {
            String line = peer.line(Exchange.LONGEST_LINE + 1);
            if (line == null) {
                throw new EOFException("closed during AUTH");
            }
            return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
        } catch (ByteInput.LineTooLong e) {
            return "";
        }
    }

    private Verbs.Next judge(Mechanism mechanism, Claim claim, Plugins.Exchange exchange) throws IOException {
        Instant begin = host.clock().instant();
        try {
            if (logins.backoff().blocked(client.ip(), claim.user())) {
                return failed(begin, PUT_OFF);
            }
            Checker.Answer answer = checker.orElseThrow().check(claim, client.environment());
            boolean judged = answer == Checker.Answer.ACCEPTED || answer == Checker.Answer.REJECTED;
            if (judged && logins.backoff().blocked(client.ip(), claim.user())) {
                // Guesses that were checked side by side tell no more than one after the other would have.
                return failed(begin, PUT_OFF);
            }
            return switch (answer) {
                case ACCEPTED -> passed(mechanism, claim.user(), exchange);
                case REJECTED -> {
                    logins.backoff().failed(client.ip(), claim.user());
                    yield failed(begin, FAILED);
                }
                case CRASHED -> trouble("problem with child");
                case NOT_STARTED -> trouble("child won't start");
                // What qmail-smtpd says when it notices before the claim is written; else it says 535.
                case NOT_RUNNABLE -> trouble("unable to write pipe");
                case NO_PIPE -> trouble("unable to open pipe");
            };
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the server is stopping");
        }
    }

    private Verbs.Next passed(Mechanism mechanism, String user, Plugins.Exchange exchange) throws IOException {
        logins.backoff().passed(client.ip(), user);
        client.setVariable("SMTPAUTHMETHOD", Latin1.lower(mechanism.word()));
        client.setVariable("SMTPAUTHUSER", user);
        Plugins.Decision decision = plugins.run(Plugins.Phase.AUTH, exchange);
        if (decision == Plugins.Decision.PROCEED || decision == Plugins.Decision.SKIP_CHECK) {
            client.authenticate(user);
            peer.reply("235 ok, " + Log.printable(user) + ", go ahead (#2.0.0)");
        }
        return Verbs.after(decision);
    }

    /** Every failure takes the same time, so that the time tells nothing. */
    private Verbs.Next failed(Instant begin, String reply) throws IOException, InterruptedException {
        Duration left = FAILURE_TIME.minus(Duration.between(begin, host.clock().instant()));
        if (left.isPositive()) {
            // Whoever sends more in the meantime waits; what it was told before it should see now.
            peer.flush();
            logins.pause().sleep(left);
        }
        failures++;
        if (failures >= host.limits().failedLogins()) {
            log.event("too many failed logins");
            peer.reply("421 too many failed logins, closing (#4.7.0)");
            return Verbs.Next.FAIL;
        }
        peer.reply(reply);
        return Verbs.Next.READ_ON;
    }

    private Verbs.Next trouble(String what) throws IOException {
        peer.reply("454 oops, " + what + " and I can't auth (#4.3.0)");
        return Verbs.Next.READ_ON;
    }

    private Verbs.Next refuse(String line) throws IOException {
        peer.refuseCommand(line);
        return Verbs.Next.READ_ON;
    }
}
