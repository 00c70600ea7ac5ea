package eqmail.smtpd;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Set;

/** The IPv4 addresses of this host, for mail to {@code user@[192.0.2.1]} (ipme.c). */
@FunctionalInterface
public interface OwnAddresses {
    /**
     * The addresses as numbers, first byte highest.
     *
     * @throws IOException when the system does not tell
     */
    Set<Integer> list() throws IOException;

    /** Every address of an interface that is up, and 0.0.0.0. */
    static Set<Integer> ofSystem() throws IOException {
        Set<Integer> own = new HashSet<>();
        own.add(0);
        Enumeration<NetworkInterface> all = NetworkInterface.getNetworkInterfaces();
        while (all.hasMoreElements()) {
            NetworkInterface one = all.nextElement();
            if (one.isUp()) {
                one.getInterfaceAddresses().forEach(a -> add(own, a.getAddress()));
            }
        }
        return own;
    }

    private static void add(Set<Integer> own, InetAddress address) {
        if (address instanceof Inet4Address) {
            own.add(ByteBuffer.wrap(address.getAddress()).getInt());
        }
    }
}
