package eqmail.net;

import eqmail.bytes.Scan;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/**
 * A block of addresses, {@code 10.0.0.0/8} or {@code 2001:db8::/32} (RFC 4632, RFC 4291 2.3). Bits behind the length are
 * zero. A block of one family never holds addresses of the other.
 */
public final class Network {
    private final byte[] bytes;
    private final int length;

    private Network(byte[] bytes, int length) {
        this.bytes = masked(bytes, length);
        this.length = length;
    }

    /** The block of {@code length} bits around {@code address}; {@code length} is at most 32 or 128. */
    public static Network around(InetAddress address, int length) {
        byte[] bytes = address.getAddress();
        if (length < 0 || length > bytes.length * 8) {
            throw new IllegalArgumentException("prefix length " + length);
        }
        return new Network(bytes, length);
    }

    /** {@code address/length}, or an address alone as the block of one; empty if {@code text} is neither. */
    public static Optional<Network> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return IpText.parse(text).map(a -> around(a, a.getAddress().length * 8));
        }
        int digits = Scan.digits(text, slash + 1);
        if (digits < 1 || digits > 3 || slash + 1 + digits < text.length()) {
            return Optional.empty();
        }
        int length = (int) Scan.value(text, slash + 1, digits);
        return IpText.parse(text.substring(0, slash))
                .filter(a -> length <= a.getAddress().length * 8)
                .map(a -> around(a, length));
    }

    /** Is {@code address} inside? */
    public boolean contains(InetAddress address) {
        byte[] other = address.getAddress();
        return other.length == bytes.length && Arrays.equals(masked(other, length), bytes);
    }

    /** Number of fixed bits. */
    public int length() {
        return length;
    }

    /** The fixed bits, one char {@code 0} or {@code 1} each. */
    public String bits() {
        StringBuilder out = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            out.append(((bytes[i >> 3] >> (7 - (i & 7))) & 1) == 0 ? '0' : '1');
        }
        return out.toString();
    }

    /** Is this a block of IPv6 addresses? */
    public boolean isV6() {
        return bytes.length == 16;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Network n && n.length == length && Arrays.equals(n.bytes, bytes);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(bytes) + length;
    }

    /** {@code address/length}. */
    @Override
    public String toString() {
        try {
            return IpText.of(InetAddress.getByAddress(bytes)) + "/" + length;
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] masked(byte[] bytes, int length) {
        byte[] out = new byte[bytes.length];
        int whole = length >> 3;
        System.arraycopy(bytes, 0, out, 0, whole);
        if ((length & 7) != 0) {
            out[whole] = (byte) (bytes[whole] & (0xff00 >> (length & 7)));
        }
        return out;
    }
}
