package eqmail.smtpd;

import eqmail.bytes.Scan;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns {@code user@[192.0.2.1]} into {@code user@localiphost} when the address is one of our own (network.md 2.8,
 * step 4). Our addresses are asked for when the first literal comes, since most sessions never see one.
 */
final class AddressLiteral {
    private final Optional<String> hostName;
    private final OwnAddresses source;
    private @Nullable Set<Integer> own;

    /** {@code hostName} is the value of localiphost; without it nothing is replaced. */
    AddressLiteral(Optional<String> hostName, OwnAddresses source) {
        this.hostName = hostName;
        this.source = source;
    }

    /** Our own addresses could not be found out. */
    static final class UnknownAddresses extends IOException {
        private static final long serialVersionUID = 1;

        UnknownAddresses(IOException cause) {
            super("unable to figure out my IP addresses", cause);
        }
    }

    /** {@code address}, its literal replaced if it is ours. */
    String resolve(String address) throws UnknownAddresses {
        int at = address.lastIndexOf('@');
        if (hostName.isEmpty() || at < 0) {
            return address;
        }
        OptionalInt literal = parse(address, at + 1);
        boolean ours = literal.isPresent() && own().contains(literal.getAsInt());
        return ours ? address.substring(0, at + 1) + hostName.get() : address;
    }

    private Set<Integer> own() throws UnknownAddresses {
        Set<Integer> known = own;
        if (known == null) {
            try {
                known = source.list();
            } catch (IOException e) {
                throw new UnknownAddresses(e);
            }
            own = known;
        }
        return known;
    }

    /** Exactly {@code [d.d.d.d]} from {@code from} to the end; each number counts modulo 256 (ip_scanbracket). */
    private static OptionalInt parse(String text, int from) {
        if (!text.startsWith("[", from) || !text.endsWith("]")) {
            return OptionalInt.empty();
        }
        int ip = 0;
        int at = from + 1;
        for (int part = 0; part < 4; part++) {
            int digits = Scan.digits(text, at);
            if (digits == 0) {
                return OptionalInt.empty();
            }
            ip = ip << 8 | (int) (Scan.value(text, at, digits) & 0xff);
            at += digits;
            if (text.charAt(at) != (part < 3 ? '.' : ']')) {
                return OptionalInt.empty();
            }
            at++;
        }
        return at == text.length() ? OptionalInt.of(ip) : OptionalInt.empty();
    }
}
