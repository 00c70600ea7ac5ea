package eqmail.smtpd;

import eqmail.bytes.Latin1;
import eqmail.bytes.Scan;
import java.util.Optional;

/**
 * The parameters of MAIL that matter: SIZE (RFC 1870) and AUTH (RFC 4954). Only text after the address counts; the
 * original finds parameters inside quotes and brackets too (network.md 2.6).
 *
 * @param size the largest SIZE read, as an unsigned number; 0 without one
 * @param auth the first AUTH value read, decoded; empty without one
 */
record MailParameters(long size, Optional<String> auth) {
    private static final MailParameters NONE = new MailParameters(0, Optional.empty());

    /**
     * Reads what follows {@code address} in {@code argument}, up to a size that is {@link #largerThan} {@code most}. Other
     * parameters are ignored.
     */
    static MailParameters parse(String argument, EnvelopeAddress address, long most) {
        // The original looks for parameters only behind a closing bracket.
        if (argument.indexOf('>') <= 4) {
            return NONE;
        }
        long size = 0;
        Optional<String> auth = Optional.empty();
        // A parameter begins after a space: FROM:<a@b>SIZE=1 has none.
        int space = argument.indexOf(' ', address.end() - 1);
        while (space >= 0 && !larger(size, most)) {
            int next = argument.indexOf(' ', space + 1);
            String word = argument.substring(space + 1, next < 0 ? argument.length() : next);
            if (Latin1.startsIgnoringCase(word, "SIZE=")) {
                long given = Scan.numberOrZero(word.substring(5));
                size = Long.compareUnsigned(given, size) > 0 ? given : size;
            } else if (Latin1.startsIgnoringCase(word, "AUTH=") && auth.isEmpty()) {
                auth = Optional.of(decode(word.substring(5)));
            }
            space = next;
        }
        return new MailParameters(size, auth);
    }

    /** Is the message announced to be larger than {@code most} bytes? 0 means that anything goes. */
    boolean largerThan(long most) {
        return larger(size, most);
    }

    private static boolean larger(long size, long most) {
        return most != 0 && Long.compareUnsigned(size, most) > 0;
    }

    /** An xtext (RFC 3461 4) as the original understands it: only {@code =} and {@code +} are encoded. */
    private static String decode(String value) {
        if (value.startsWith("<>")) {
            return "unknown";
        }
        StringBuilder out = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c != '+') {
                out.append(c);
            } else if (value.regionMatches(true, i + 1, "3D", 0, 2)) {
                out.append('=');
                i += 2;
            } else if (value.regionMatches(true, i + 1, "2B", 0, 2)) {
                out.append('+');
                i += 2;
            }
        }
        return out.toString();
    }
}
