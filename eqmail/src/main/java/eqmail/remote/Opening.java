package eqmail.remote;

import eqmail.auth.Mechanism;
import eqmail.bytes.Latin1;
import eqmail.log.Log;
import java.io.IOException;
import java.util.Optional;

/**
 * From a new connection to a {@link Session}: greeting and EHLO, HELO if that is refused, then a login where a route has
 * one.
 */
final class Opening {
    private static final int READY = 220;
    private static final int OK = 250;

    private final Peer peer;
    private final Target target;
    private final RemoteSettings settings;
    private final StartTls tls;
    private final Log log;
    private boolean encrypted;

    Opening(Peer peer, Target target, RemoteSettings settings, StartTls tls, Log log) {
        this.peer = peer;
        this.target = target;
        this.settings = settings;
        this.tls = tls;
        this.log = log;
    }

    /** What came of it. Unless it is {@link Ready} the connection is closed. */
    sealed interface Opened {
        /** MAIL can be sent. */
        record Ready(Session session) implements Opened {}

        /** The server has no time now (a 4xx greeting): the next address may have. */
        record Busy() implements Opened {}

        /** TLS could not be agreed on; another connection may do without. Else {@code report} is to be made. */
        record Unencrypted(Report report) implements Opened {}

        /** This delivery is over. */
        record Over(Report report) implements Opened {}
    }

    Opened open() {
        try {
            if (tls.atOnce()) {
                Optional<Opened> failed = proceed(tls.begin(peer));
                if (failed.isPresent()) {
                    return failed.get();
                }
            }
            Reply greeting = peer.reply();
            if (greeting.code() >= 400 && greeting.code() <= 499) {
                peer.close();
                return new Opened.Busy();
            }
            if (greeting.code() != READY) {
                boolean never = greeting.code() >= 500 && greeting.code() <= 599;
                return over(never ? 'D' : 'Z', "greeting failed", greeting);
            }
            return hello();
        } catch (IOException died) {
            peer.close();
            return new Opened.Over(Report.of('Z', "Connected to " + target.ip() + " but connection died. (#4.4.2)\n"));
        }
    }

    private Opened hello() throws IOException {
        Reply ehlo = peer.ask("EHLO " + settings.heloHost());
        Reply offers = ehlo;
        if (!encrypted) {
            StartTls.Outcome outcome = tls.after(ehlo, peer);
            if (outcome instanceof StartTls.Outcome.Clear clear) {
                offers = clear.reply();
            } else {
                Optional<Opened> failed = proceed(outcome);
                return failed.isPresent() ? failed.get() : hello();
            }
        }
        if (ehlo.code() != OK) {
            Reply helo = peer.ask("HELO " + settings.heloHost());
            if (helo.code() != OK) {
                return over('Z', "my name was rejected", helo);
            }
        }
        return target.login().isPresent() ? login(target.login().get(), offers) : ready(offers, false);
    }

    /** The end, unless the dialogue goes on in TLS. */
    private Optional<Opened> proceed(StartTls.Outcome outcome) {
        return switch (outcome) {
            case StartTls.Outcome.Refused refused -> {
                peer.quit();
                yield Optional.of(new Opened.Over(Report.of('Z', refused.report())));
            }
            case StartTls.Outcome.Broken broken -> {
                peer.close();
                Report report = Report.of('Z', broken.report());
                yield Optional.of(broken.optional() ? new Opened.Unencrypted(report) : new Opened.Over(report));
            }
            case StartTls.Outcome.Encrypted done -> {
                encrypted = true;
                yield Optional.empty();
            }
            case StartTls.Outcome.Clear clear -> Optional.empty();
        };
    }

    /** A server that offers no login we may use gets the mail without, as eQmail sends it, unless that is forbidden. */
    private Opened login(Relay.Login login, Reply ehlo) throws IOException {
        Optional<Mechanism> mechanism =
                ehlo.code() == OK ? RelayLogin.choose(ehlo, encrypted, settings.clearPasswords()) : Optional.empty();
        if (mechanism.isEmpty()) {
            if (!settings.clearPasswords()) {
                return over('Z', "it offers no safe way to log in", "");
            }
            log.line("warning: " + target.ip() + " offers no way to log in that may be used: sending without");
            return ready(ehlo, false);
        }
        if (mechanism.get() != Mechanism.CRAM_MD5 && !encrypted) {
            log.line("warning: password for " + target.ip() + " sent in clear text");
        }
        Optional<RelayLogin.Refusal> refusal = new RelayLogin(peer, login).run(mechanism.get());
        return refusal.isPresent()
                ? over(
                        'Z',
                        "authentication was rejected (" + refusal.get().step() + ")",
                        refusal.get().said())
                : ready(ehlo, true);
    }

    private Opened ready(Reply ehlo, boolean authenticated) {
        boolean pipelining = ehlo.code() == OK && offers(ehlo, "PIPELINING");
        return new Opened.Ready(new Session(peer, target, pipelining, authenticated));
    }

    private Opened over(char letter, String what, Reply reply) {
        return over(letter, what, reply.quoted());
    }

    private Opened over(char letter, String what, String quoted) {
        peer.quit();
        return new Opened.Over(Report.of(letter, "Connected to " + target.ip() + " but " + what + ".\n" + quoted));
    }

    /** Is {@code keyword} the first word of a line of {@code ehlo} after the first (RFC 5321 4.1.1.1)? */
    static boolean offers(Reply ehlo, String keyword) {
        return ehlo.text().lines().skip(1).filter(line -> line.length() >= 4).anyMatch(line -> {
            String rest = line.substring(4);
            return Latin1.startsIgnoringCase(rest, keyword)
                    && (rest.length() == keyword.length() || rest.charAt(keyword.length()) == ' ');
        });
    }
}
