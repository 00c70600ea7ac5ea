package eqmail.tcpserver;

import eqmail.bytes.ByteInput;
import eqmail.bytes.Latin1;
import eqmail.log.Log;
import eqmail.net.Connection;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/** The conversation with an SMTP client that gets no service: it may say what it likes and send nothing. */
final class BlockedClient {
    /** How long such a conversation lasts at most, unless said otherwise. */
    static final Duration DEFAULT_TIME = Duration.ofSeconds(60);

    /** RFC 5321 4.5.3.1.4 allows 512; a command here is read only for its verb. */
    private static final int MOST_LINE = 4096;

    private final String reply;
    private final Duration within;
    private final LongSupplier nanoClock;

    /** {@code reply} answers every attempt to send. */
    BlockedClient(String reply, Duration within, LongSupplier nanoClock) {
        this.reply = reply;
        this.within = within;
        this.nanoClock = nanoClock;
    }

    /** The line of rblsmtpd. */
    void log(Log log, Map<String, String> environment, long pid) {
        String ip = Log.printable(environment.getOrDefault("TCPREMOTEIP", "unknown"));
        log.line("rblsmtpd: " + ip + " pid " + pid + ": " + reply);
    }

    /**
     * Talks until the client quits or the time is over.
     *
     * @throws IOException if the client is gone, silent, or sends more than any command needs
     */
    void converse(Connection client) throws IOException {
        long end = nanoClock.getAsLong() + within.toNanos();
        ByteInput input = new ByteInput(client.input());
        client.timeout(within);
        say(client, "220 rblsmtpd.local");
        while (true) {
            long left = end - nanoClock.getAsLong();
            if (left <= 0) {
                return;
            }
            client.timeout(Duration.ofNanos(left));
            String line = input.line(MOST_LINE);
            if (line == null) {
                return;
            }
            String verb = line.strip().split(" ", 2)[0].toLowerCase(Locale.ROOT);
            switch (verb) {
                case "quit" -> {
                    say(client, "221 rblsmtpd.local");
                    return;
                }
                case "helo", "ehlo", "mail", "rset", "noop" -> say(client, "250 rblsmtpd.local");
                default -> say(client, reply);
            }
        }
    }

    private static void say(Connection client, String line) throws IOException {
        client.output().write(Latin1.bytes(line + "\r\n"));
    }
}
