package eqmail.smtpd;

import eqmail.bytes.Latin1;
import eqmail.time.MailTime;
import java.time.Instant;
import java.time.ZoneId;

/**
 * The trace line of an SMTP reception (RFC 5321 4.4; network.md 1.5). Everything that the peer or a name server said is
 * filtered, so that it can neither end the line nor open a comment.
 */
final class ReceivedLine {
    private static final String SAFE_SIGNS = ".@%+/=:-";

    private ReceivedLine() {}

    /** The field for a message that begins to come in at {@code time}, two lines ended by LF. */
    static String of(Client client, Instant time, ZoneId zone) {
        String host = client.host();
        String helo = Latin1.equalsIgnoreCase(host, client.helo()) ? "" : " (HELO " + safe(client.helo()) + ")";
        String info = client.info().map(name -> safe(name) + "@").orElse("");
        return "Received: from " + safe(host) + helo + " (" + info + safe(client.ip()) + ")\n  by "
                + safe(client.local()) + " with " + client.protocol() + "; " + MailTime.date822(time, zone) + "\n";
    }

    /** {@code text} with a question mark for every byte that is not a letter, a digit or one of {@code .@%+/=:-}. */
    static String safe(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            out.append(letter || SAFE_SIGNS.indexOf(c) >= 0 ? c : '?');
        }
        return out.toString();
    }
}
