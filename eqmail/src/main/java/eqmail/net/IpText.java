package eqmail.net;

import eqmail.bytes.Scan;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** Addresses as text, both ways: dotted IPv4, and IPv6 in the short form of RFC 5952 without a zone. */
public final class IpText {
    /** Longest text that may be an address: an IPv6 one with an IPv4 tail and a zone of an interface's length. */
    private static final int MOST = 45 + 1 + 16;

    private IpText() {}

    /**
     * {@code address} as TCPREMOTEIP shows it. IPv4-mapped IPv6 addresses are IPv4 ones already when the JDK hands them
     * out.
     */
    public static String of(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4 ? dotted(bytes) : colons(bytes);
    }

    /**
     * The address that {@code text} is: four decimal numbers, or any IPv6 form (a zone {@code %eth0} too). Names, short
     * IPv4 forms and octal do not count. Empty if it is none.
     */
    public static Optional<InetAddress> parse(String text) {
        if (text.length() > MOST) {
            return Optional.empty();
        }
        try {
            if (text.indexOf(':') >= 0) {
                return text.indexOf('[') >= 0 ? Optional.empty() : Optional.of(Inet6Address.ofLiteral(text));
            }
            Optional<byte[]> bytes = octets(text);
            return bytes.isEmpty() ? Optional.empty() : Optional.of(InetAddress.getByAddress(bytes.get()));
        } catch (IllegalArgumentException | UnknownHostException notAnAddress) {
            return Optional.empty();
        }
    }

    /** Is {@code address} an IPv4 one, or an IPv6 one that stands for it? */
    public static boolean isV4(InetAddress address) {
        return address instanceof Inet4Address;
    }

    private static Optional<byte[]> octets(String text) {
        byte[] bytes = new byte[4];
        int at = 0;
        for (int i = 0; i < 4; i++) {
            int digits = Scan.digits(text, at);
            if (digits < 1 || digits > 3 || (digits > 1 && text.charAt(at) == '0')) {
                return Optional.empty();
            }
            long value = Scan.value(text, at, digits);
            at += digits;
            boolean ended = i == 3 ? at == text.length() : at < text.length() && text.charAt(at) == '.';
            if (value > 255 || !ended) {
                return Optional.empty();
            }
            bytes[i] = (byte) value;
            at++;
        }
        return Optional.of(bytes);
    }

    private static String dotted(byte[] b) {
        return (b[0] & 0xff) + "." + (b[1] & 0xff) + "." + (b[2] & 0xff) + "." + (b[3] & 0xff);
    }

    /** RFC 5952 4.2: the first of the longest runs of two or more zero groups becomes {@code ::}. */
    private static String colons(byte[] bytes) {
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
        }
        int runStart = -1;
        int runLength = 1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && groups[end] == 0) {
                end++;
            }
            if (end - i > runLength) {
                runStart = i;
                runLength = end - i;
            }
        }
        StringBuilder out = new StringBuilder(39);
        for (int i = 0; i < 8; i++) {
            if (i == runStart) {
                out.append("::");
                i += runLength - 1;
            } else {
                if (!out.isEmpty() && out.charAt(out.length() - 1) != ':') {
                    out.append(':');
                }
                out.append(Integer.toHexString(groups[i]));
            }
        }
        return out.toString();
    }
}
