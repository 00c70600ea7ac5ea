package eqmail.rules;

import eqmail.bytes.Scan;
import eqmail.net.IpText;
import eqmail.net.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rules as people write them: a line {@code address:allow|deny[,VAR="value"]...}. Lines that begin with {@code #} and
 * lines without a colon say nothing.
 *
 * <p>Addresses are stored under the key by which {@link RuleOrder} asks for them. IPv4 ranges are spelled out, one key a
 * number; blocks in CIDR form become {@code _} (IPv4) or {@code ^} (IPv6) and their bits, as ucspi-tcp6 stores them; an
 * IPv6 address, in brackets or not, becomes its shortest form.
 */
public final class RuleText {
    /** Most bytes of one line; a rule with a page of text for RBLSMTPD is far below. */
    static final int MOST_LINE = 65536;

    private RuleText() {}

    /**
     * One key with its rule.
     *
     * @param key as {@link RuleOrder} asks for it
     */
    public record Entry(String key, Rule rule) {}

    /**
     * All rules of {@code text}, in order.
     *
     * @throws RuleSyntaxException at the first line that is no rule
     */
    public static List<Entry> parse(String text) throws RuleSyntaxException {
        List<Entry> entries = new ArrayList<>();
        int number = 0;
        for (int from = 0; from < text.length(); ) {
            int lf = text.indexOf('\n', from);
            int end = lf < 0 ? text.length() : lf;
            number++;
            line(text.substring(from, end), number, entries);
            from = end + 1;
        }
        return entries;
    }

    private static void line(String whole, int number, List<Entry> entries) throws RuleSyntaxException {
        String line = whole.stripTrailing();
        if (line.startsWith("#") || line.indexOf(':') < 0) {
            return;
        }
        int colon = instructions(line);
        Rule rule = colon < 0 || line.length() > MOST_LINE ? null : rule(line, colon + 1);
        List<String> keys = rule == null ? null : keys(line.substring(0, colon));
        if (rule == null || keys == null) {
            throw new RuleSyntaxException(number, line);
        }
        keys.forEach(key -> entries.add(new Entry(key, rule)));
    }

    /** The colon before the instructions: an IPv6 address has more of them, but none before these words. */
    private static int instructions(String line) {
        int allow = line.indexOf(":allow");
        int deny = line.indexOf(":deny");
        return allow < 0 ? deny : deny < 0 ? allow : Math.min(allow, deny);
    }

    private static @Nullable Rule rule(String line, int from) {
        boolean deny = line.startsWith("deny", from);
        List<String> settings = new ArrayList<>();
        int at = from + (deny ? 4 : 5);
        while (at < line.length()) {
            int equals = line.indexOf('=', at);
            if (line.charAt(at) != ',' || equals < 0 || equals + 1 == line.length()) {
                return null;
            }
            int close = line.indexOf(line.charAt(equals + 1), equals + 2);
            if (close < 0) {
                return null;
            }
            settings.add(line.substring(at + 1, equals + 1) + line.substring(equals + 2, close));
            at = close + 1;
        }
        return new Rule(deny, settings);
    }

    private static @Nullable List<String> keys(String address) {
        if (address.indexOf('=') >= 0 || address.indexOf('@') >= 0) {
            return List.of(address);
        }
        if (address.indexOf('/') >= 0) {
            return network(address).map(n -> List.of(networkKey(n))).orElse(null);
        }
        if (address.indexOf(':') >= 0) {
            String bare = address.startsWith("[") && address.endsWith("]")
                    ? address.substring(1, address.length() - 1)
                    : address;
            return IpText.parse(bare).map(ip -> List.of(IpText.of(ip))).orElse(null);
        }
        return address.indexOf('-') >= 0 ? range(address) : List.of(address);
    }

    /** The key of a block with {@code network.length()} bits. */
    static String networkKey(Network network) {
        return (network.isV6() ? '^' : '_') + network.bits();
    }

    /** CIDR; an IPv4 address may leave its last numbers out ({@code 10./8}, {@code 192.168/16}). */
    private static Optional<Network> network(String address) {
        int slash = address.indexOf('/');
        String ip = address.substring(0, slash);
        if (ip.startsWith("[") && ip.endsWith("]")) {
            ip = ip.substring(1, ip.length() - 1);
        }
        if (ip.indexOf(':') < 0) {
            ip = ip.endsWith(".") ? ip.substring(0, ip.length() - 1) : ip;
            long dots = ip.chars().filter(c -> c == '.').count();
            ip = ip + ".0".repeat((int) Math.max(0, 3 - dots));
        }
        return Network.parse(ip + address.substring(slash));
    }

    /** {@code 1.2.3.37-53} or {@code 10.2-3.}: one key for each number from the first to the second. */
    private static @Nullable List<String> range(String address) {
        int dash = address.indexOf('-');
        int left = address.lastIndexOf('.', dash) + 1;
        int dot = address.indexOf('.', dash);
        int right = dot < 0 ? address.length() : dot;
        int low = number(address.substring(left, dash));
        int high = number(address.substring(dash + 1, right));
        if (low < 0 || high < low || address.indexOf('-', dash + 1) >= 0) {
            return null;
        }
        List<String> keys = new ArrayList<>(high - low + 1);
        for (int i = low; i <= high; i++) {
            keys.add(address.substring(0, left) + i + address.substring(right));
        }
        return keys;
    }

    /** One number of an IPv4 address, -1 if it is none. */
    private static int number(String text) {
        int digits = Scan.digits(text, 0);
        if (digits == 0 || digits > 3 || digits < text.length()) {
            return -1;
        }
        int value = (int) Scan.value(text, 0, digits);
        return value > 255 ? -1 : value;
    }
}
