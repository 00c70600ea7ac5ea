package eqmail.control;

import eqmail.bytes.Latin1;
import eqmail.net.IpText;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Looks for what a control file of some {@link Kind} cannot mean. Programs take most of it without a word, as the original
 * does: to them a carriage return is a part of the value.
 */
final class Syntax {
    /** What some editors put in front of a text. */
    private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

    /** What may follow an IPv4 address. */
    private static final Pattern REMARK = Pattern.compile("^([0-9.]+)[^0-9A-Za-z.:].*");

    private final String file;
    private final Kind kind;
    private final Flaws flaws;
    /** Keys of a map, in lower case, and where they were seen last. */
    private final Map<String, Integer> keys = new HashMap<>();

    private Syntax(ControlFile file, Flaws flaws) {
        this.file = file.path();
        this.kind = file.kind();
        this.flaws = flaws;
    }

    /** Looks at {@code text}, which is that of {@code file}. */
    static void check(ControlFile file, String text, Flaws flaws) {
        if (file.kind().isText()) {
            new Syntax(file, flaws).check(text);
        }
    }

    private void check(String text) {
        if (text.startsWith(BYTE_ORDER_MARK)) {
            fault(1, "begins with a byte order mark, which belongs to the value");
            return;
        }
        String[] lines = text.split("\n", -1);
        int looked = kind.isLine() ? 1 : lines.length;
        for (int i = 0; i < looked; i++) {
            boolean comment = !kind.isLine() && lines[i].startsWith("#");
            if (lines[i].indexOf('\r') >= 0 && !comment) {
                fault(i + 1, "a carriage return, which belongs to the value");
            }
        }
        if (kind.isLine()) {
            value(lines[0].stripTrailing());
        } else {
            Control.numberedEntries(text).forEach(e -> entry(e.line(), e.text().stripTrailing()));
        }
    }

    private void value(String value) {
        switch (kind) {
            case LINE -> blank(1, value);
            case HOST -> HostSyntax.fault(value).ifPresent(fault -> fault(1, fault));
            case LOCAL_PART -> localPart(value);
            case CHARACTER -> {
                if (value.length() > 1) {
                    flaws.warning(file, 1, "only the first byte counts: " + value);
                }
            }
            default -> {}
        }
    }

    private void localPart(String value) {
        if (value.isEmpty()) {
            flaws.warning(file, 1, "empty, so the address has nothing before its @");
        } else if (value.chars().anyMatch(c -> c <= ' ' || c == '@' || c == 127)) {
            fault(1, "not what stands before the @ of an address: " + value);
        }
    }

    private void entry(int number, String value) {
        Optional<String> fault = switch (kind) {
            case NAMES -> HostSyntax.fault(value);
            case HOSTS -> HostSyntax.endFault(value);
            case ADDRESSES -> HostSyntax.addressFault(value);
            case SENDERS -> sender(number, value);
            case IPS -> ip(value);
            case ROUTES, VIRTUAL -> pair(number, value);
            case PATHS ->
                value.startsWith("/")
                        ? Optional.empty()
                        : Optional.of("not an absolute path, so it is ignored: " + value);
            default -> Optional.empty();
        };
        fault.ifPresent(text -> fault(number, text));
        if (kind == Kind.LIST) {
            blank(number, value);
        }
    }

    private Optional<String> sender(int number, String value) {
        if (value.startsWith("@")) {
            return HostSyntax.fault(value.substring(1));
        }
        if (value.indexOf('@') >= 0) {
            return HostSyntax.addressFault(value);
        }
        if (!value.startsWith(".") && HostSyntax.fault(value).isEmpty()) {
            flaws.warning(file, number, "bars no host: that would be @" + value + " or ." + value);
            return Optional.empty();
        }
        return HostSyntax.endFault(value);
    }

    private static Optional<String> ip(String value) {
        String address = REMARK.matcher(value).replaceFirst("$1");
        boolean bracketed = address.startsWith("[") && address.endsWith("]");
        return IpText.parse(bracketed ? address.substring(1, address.length() - 1) : address)
                        .isPresent()
                ? Optional.empty()
                : Optional.of("not an IP address, so it is ignored: " + value);
    }

    private Optional<String> pair(int number, String value) {
        if (value.startsWith(" ") || value.startsWith("\t")) {
            blank(number, value);
            return Optional.empty();
        }
        int colon = value.indexOf(':');
        if (colon < 0) {
            return Optional.of("without a colon, so it is ignored: " + value);
        }
        String key = value.substring(0, colon);
        Integer before = keys.put(Latin1.lower(key), number);
        if (before != null) {
            flaws.warning(file, before, "does not count, since line " + number + " begins with " + key + ": too");
        }
        Optional<String> fault = key.isEmpty() ? Optional.empty() : keyFault(key);
        return fault.isEmpty() && kind == Kind.VIRTUAL ? prepend(value.substring(colon + 1)) : fault;
    }

    private Optional<String> keyFault(String key) {
        return kind == Kind.VIRTUAL && key.indexOf('@') >= 0 ? HostSyntax.addressFault(key) : HostSyntax.endFault(key);
    }

    /** It becomes the beginning of a local address. */
    private static Optional<String> prepend(String prepend) {
        return prepend.chars().anyMatch(c -> c <= ' ' || c == ':' || c == '@')
                ? Optional.of("not the beginning of an address here: " + prepend)
                : Optional.empty();
    }

    private void blank(int number, String value) {
        if (value.startsWith(" ") || value.startsWith("\t")) {
            fault(number, "begins with a blank, which belongs to the value");
        }
    }

    private void fault(int number, String what) {
        flaws.fault(file, number, what);
    }
}
