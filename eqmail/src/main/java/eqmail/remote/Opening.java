package eqmail.remote;

import eqmail.bytes.Latin1;
import java.io.IOException;

/**
 * From a new connection to a {@link Session}: greeting and EHLO, HELO if that is refused. What a connection needs before
 * MAIL beyond that (encryption, a login) has its place at the end of {@link #hello}.
 */
final class Opening {
    private static final int READY = 220;
    private static final int OK = 250;

    private final Peer peer;
    private final Target target;
    private final String heloHost;

    Opening(Peer peer, Target target, String heloHost) {
        this.peer = peer;
        this.target = target;
        this.heloHost = heloHost;
    }

    /** What came of it. Unless it is {@link Ready} the connection is closed. */
    sealed interface Opened {
        /** MAIL can be sent. */
        record Ready(Session session) implements Opened {}

        /** The server has no time now (a 4xx greeting): the next address may have. */
        record Busy() implements Opened {}

        /** This delivery is over. */
        record Over(Report report) implements Opened {}
    }

    Opened open() {
        try {
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
        Reply ehlo = peer.ask("EHLO " + heloHost);
        if (ehlo.code() != OK) {
            Reply helo = peer.ask("HELO " + heloHost);
            return helo.code() == OK
                    ? new Opened.Ready(new Session(peer, target, false))
                    : over('Z', "my name was rejected", helo);
        }
        return new Opened.Ready(new Session(peer, target, offers(ehlo, "PIPELINING")));
    }

    private Opened over(char letter, String what, Reply reply) {
        peer.quit();
        return new Opened.Over(
                Report.of(letter, "Connected to " + target.ip() + " but " + what + ".\n" + reply.quoted()));
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
