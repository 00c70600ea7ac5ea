package eqmail.spp.stock;

import eqmail.net.IpText;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which answers of a DNS list mean "listed", as its operator documents them: addresses and ranges of their last number,
 * {@code 127.0.0.2,127.0.0.4-11}. Answers outside 127.0.0.0/8 come from a name service that lies, those in 127.255.255.0/24
 * are how lists tell of errors (RFC 5782 2.1; blocked resolvers, typing errors, too many questions); neither ever counts.
 */
record AnswerCodes(List<Range> ranges) {
    private static final int ERRORS = 0x7fffff;

    /** Copies the list. */
    AnswerCodes {
        ranges = List.copyOf(ranges);
    }

    /** Addresses as numbers, both ends inside. */
    record Range(int first, int last) {}

    /** Reads them; empty if they cannot be read, or name answers that never count. */
    static Optional<AnswerCodes> parse(String text) {
        List<Range> ranges = new ArrayList<>();
        for (String each : text.split(",", -1)) {
            int hyphen = each.indexOf('-');
            String first = hyphen < 0 ? each : each.substring(0, hyphen);
            String last =
                    hyphen < 0 ? first : first.substring(0, first.lastIndexOf('.') + 1) + each.substring(hyphen + 1);
            Optional<InetAddress> from = IpText.parse(first);
            Optional<InetAddress> to = IpText.parse(last);
            if (from.isEmpty() || to.isEmpty() || !counts(from.get()) || !counts(to.get())) {
                return Optional.empty();
            }
            Range range = new Range(number(from.get()), number(to.get()));
            if (range.first > range.last) {
                return Optional.empty();
            }
            ranges.add(range);
        }
        return Optional.of(new AnswerCodes(ranges));
    }

    /** Is {@code answer} one of them? */
    boolean hold(InetAddress answer) {
        return counts(answer) && ranges.stream().anyMatch(r -> number(answer) >= r.first && number(answer) <= r.last);
    }

    private static boolean counts(InetAddress answer) {
        return answer instanceof Inet4Address && answer.getAddress()[0] == 127 && number(answer) >>> 8 != ERRORS;
    }

    private static int number(InetAddress address) {
        byte[] b = address.getAddress();
        return (b[0] & 0xff) << 24 | (b[1] & 0xff) << 16 | (b[2] & 0xff) << 8 | (b[3] & 0xff);
    }
}
