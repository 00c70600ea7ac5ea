package eqmail.mail;

import eqmail.bytes.Latin1;
import eqmail.time.MailTime;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/**
 * How a message came in from the network, for its trace line (RFC 5321 4.4; network.md 1.5). Everything that the peer or a
 * name server said is filtered, so that it can neither end the line nor open a comment.
 *
 * @param host the peer's name
 * @param helo what it says it is called; the same as {@code host} if it said nothing
 * @param info who it is, if somebody told
 * @param ip its address
 * @param local where it came to
 * @param protocol the word after {@code with}; not filtered
 */
public record Reception(String host, String helo, Optional<String> info, String ip, String local, String protocol) {
    /** What stands for a name or an address that is not known. */
    public static final String UNKNOWN = "unknown";

    private static final String SAFE_SIGNS = ".@%+/=:-";

    /** By a protocol in which nobody says HELO, from a peer as {@code environment} has it (tcp-environ(5)). */
    public static Reception of(Map<String, String> environment, String protocol) {
        String host = environment.getOrDefault("TCPREMOTEHOST", UNKNOWN);
        return new Reception(
                host,
                host,
                Optional.ofNullable(environment.get("TCPREMOTEINFO")),
                environment.getOrDefault("TCPREMOTEIP", UNKNOWN),
                local(environment),
                protocol);
    }

    /** TCPLOCALHOST, else TCPLOCALIP, else {@code unknown}. */
    public static String local(Map<String, String> environment) {
        return environment.getOrDefault("TCPLOCALHOST", environment.getOrDefault("TCPLOCALIP", UNKNOWN));
    }

    /** The field for a message that begins to come in at {@code time}, two lines ended by LF. */
    public String line(Instant time, ZoneId zone) {
        String said = Latin1.equalsIgnoreCase(host, helo) ? "" : " (HELO " + safe(helo) + ")";
        String who = info.map(name -> safe(name) + "@").orElse("");
        return "Received: from " + safe(host) + said + " (" + who + safe(ip) + ")\n  by " + safe(local) + " with "
                + protocol + "; " + MailTime.date822(time, zone) + "\n";
    }

    /** {@code text} with a question mark for every byte that is not a letter, a digit or one of {@code .@%+/=:-}. */
    public static String safe(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            out.append(letter || SAFE_SIGNS.indexOf(c) >= 0 ? c : '?');
        }
        return out.toString();
    }
}
