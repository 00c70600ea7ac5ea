package eqmail.spf;

import eqmail.bytes.Latin1;
import eqmail.net.IpText;
import eqmail.net.Network;
import eqmail.spf.Mechanism.Bits;
import eqmail.spf.SpfRecord.Directive;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the text of a record (RFC 7208 4.5, 4.6 and 12). Anything out of order makes all of it useless: permerror. */
final class RecordReader {
    private static final String VERSION = "v=spf1";
    private static final Pattern MODIFIER = Pattern.compile("([A-Za-z][A-Za-z0-9_.-]*)=(.*)", Pattern.DOTALL);
    private static final Pattern MECHANISM = Pattern.compile("([-+?~]?)([A-Za-z0-9]+)([:/].*)?", Pattern.DOTALL);
    /** The lengths behind a name; they cannot be a part of it, since its last label has no slash. */
    private static final Pattern LENGTHS = Pattern.compile("(.*?)(?:/(0|[1-9][0-9]?))?(?://(0|[1-9][0-9]{0,2}))?");

    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    private final List<Directive> directives = new ArrayList<>();
    private @Nullable MacroString redirect;
    private @Nullable MacroString explanation;

    private RecordReader() {}

    /** Is it one of ours: the version, alone or before a blank (4.5)? */
    static boolean isRecord(String text) {
        return Latin1.startsIgnoringCase(text, VERSION)
                && (text.length() == VERSION.length() || text.charAt(VERSION.length()) == ' ');
    }

    /** Reads a text that {@link #isRecord}. */
    static SpfRecord read(String text) throws Trouble {
        RecordReader reader = new RecordReader();
        for (String term : text.substring(VERSION.length()).split(" ", -1)) {
            if (!term.isEmpty()) {
                reader.term(term);
            }
        }
        return new SpfRecord(
                reader.directives, Optional.ofNullable(reader.redirect), Optional.ofNullable(reader.explanation));
    }

    private void term(String term) throws Trouble {
        Matcher modifier = MODIFIER.matcher(term);
        if (modifier.matches()) {
            modifier(Latin1.lower(modifier.group(1)), modifier.group(2));
        } else {
            directives.add(directive(term));
        }
    }

    private void modifier(String name, String value) throws Trouble {
        switch (name) {
            case "redirect" -> redirect = once(redirect, name, value);
            case "exp" -> explanation = once(explanation, name, value);
            default -> MacroString.parse(value);
        }
    }

    private static MacroString once(@Nullable MacroString before, String name, String value) throws Trouble {
        if (before != null) {
            throw Trouble.permanent("a second " + name + "=");
        }
        return MacroString.domain(value);
    }

    private static Directive directive(String term) throws Trouble {
        Matcher parts = MECHANISM.matcher(term);
        if (!parts.matches()) {
            throw unknown(term);
        }
        String rest = parts.group(3) == null ? "" : parts.group(3);
        boolean colon = rest.startsWith(":");
        String argument = colon ? rest.substring(1) : rest;
        Mechanism mechanism = mechanism(Latin1.lower(parts.group(2)), colon, argument, term);
        return new Directive(result(parts.group(1)), mechanism, term);
    }

    private static SpfResult result(String qualifier) {
        return switch (qualifier) {
            case "-" -> SpfResult.FAIL;
            case "~" -> SpfResult.SOFTFAIL;
            case "?" -> SpfResult.NEUTRAL;
            default -> SpfResult.PASS;
        };
    }

    private static Mechanism mechanism(String name, boolean colon, String argument, String term) throws Trouble {
        return switch (name) {
            case "all" -> alone(colon, argument, term);
            case "include" -> new Mechanism.Include(needed(colon, argument, term));
            case "exists" -> new Mechanism.Exists(needed(colon, argument, term));
            case "ptr" -> new Mechanism.Ptr(optional(colon, argument, term));
            case "a", "mx" -> hosts(name, colon, argument, term);
            case "ip4" -> new Mechanism.Ip(block(colon, argument, term, 32));
            case "ip6" -> new Mechanism.Ip(block(colon, argument, term, 128));
            default -> throw unknown(term);
        };
    }

    private static Mechanism alone(boolean colon, String argument, String term) throws Trouble {
        if (colon || !argument.isEmpty()) {
            throw unknown(term);
        }
        return new Mechanism.All();
    }

    private static MacroString needed(boolean colon, String argument, String term) throws Trouble {
        return optional(colon, argument, term).orElseThrow(() -> unknown(term));
    }

    private static Optional<MacroString> optional(boolean colon, String argument, String term) throws Trouble {
        if (!colon && !argument.isEmpty()) {
            throw unknown(term);
        }
        return colon ? Optional.of(MacroString.domain(argument)) : Optional.empty();
    }

    private static Mechanism hosts(String name, boolean colon, String argument, String term) throws Trouble {
        Matcher parts = LENGTHS.matcher(argument);
        if (!parts.matches()) {
            throw unknown(term);
        }
        Optional<MacroString> domain = optional(colon, parts.group(1), term);
        Bits bits = new Bits(length(parts.group(2), 32, term), length(parts.group(3), 128, term));
        return name.equals("a") ? new Mechanism.A(domain, bits) : new Mechanism.Mx(domain, bits);
    }

    private static int length(@Nullable String digits, int most, String term) throws Trouble {
        int length = digits == null ? most : Integer.parseInt(digits);
        if (length > most) {
            throw unknown(term);
        }
        return length;
    }

    private static Network block(boolean colon, String argument, String term, int most) throws Trouble {
        int slash = argument.indexOf('/');
        String address = slash < 0 ? argument : argument.substring(0, slash);
        String digits = slash < 0 ? null : argument.substring(slash + 1);
        if (!colon || (digits != null && !digits.matches("0|[1-9][0-9]{0,2}"))) {
            throw unknown(term);
        }
        boolean six = most == 128;
        Optional<InetAddress> parsed = address.indexOf('%') >= 0 ? Optional.empty() : IpText.parse(address);
        if (parsed.isEmpty() || address.indexOf(':') >= 0 != six) {
            throw unknown(term);
        }
        return Network.around(six ? unmapped(parsed.get()) : parsed.get(), length(digits, most, term));
    }

    /** An IPv6 address that stands for an IPv4 one stays six: it is no block of IPv4 clients. */
    private static InetAddress unmapped(InetAddress parsed) {
        if (!(parsed instanceof Inet4Address)) {
            return parsed;
        }
        byte[] bytes = new byte[16];
        System.arraycopy(MAPPED, 0, bytes, 0, MAPPED.length);
        System.arraycopy(parsed.getAddress(), 0, bytes, MAPPED.length, 4);
        try {
            return Inet6Address.getByAddress(null, bytes, -1);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Trouble unknown(String term) {
        return Trouble.permanent("cannot be understood: " + term);
    }
}
