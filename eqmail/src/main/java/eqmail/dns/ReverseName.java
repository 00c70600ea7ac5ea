package eqmail.dns;

import java.net.InetAddress;

/** An address in the order of names, the last part first: how lists in the name service are asked (RFC 5782 2.1). */
public final class ReverseName {
    private ReverseName() {}

    /** {@code 4.3.2.1.} for 1.2.3.4; IPv6 as 32 nibbles, the last one first. The list's name goes behind it. */
    public static String of(InetAddress address) {
        byte[] bytes = address.getAddress();
        StringBuilder name = new StringBuilder(64);
        for (int i = bytes.length - 1; i >= 0; i--) {
            int b = bytes[i] & 0xff;
            if (bytes.length == 4) {
                name.append(b).append('.');
            } else {
                name.append(Character.forDigit(b & 15, 16)).append('.');
                name.append(Character.forDigit(b >> 4, 16)).append('.');
            }
        }
        return name.toString();
    }
}
