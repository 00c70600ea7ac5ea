package eqmail.net;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The addresses of this host (ipme.c, which forgot IPv6). */
public final class HostAddresses {
    private static final Comparator<InetAddress> ORDER = Comparator.comparing(
                    (InetAddress address) -> !IpText.isV4(address))
            .thenComparing(address -> !address.isLoopbackAddress())
            .thenComparing(IpText::of);

    private HostAddresses() {}

    /**
     * Those of every interface that is up, both families, IPv4 and the loopback first.
     *
     * <p>What is put on the loopback beside {@code ::1} is the address of a service that other hosts have too (anycast, a
     * balancer's): not a name for this host. For IPv4 the original's rule holds: everything counts.
     *
     * @throws SocketException when the system does not tell
     */
    public static List<InetAddress> list() throws SocketException {
        Set<InetAddress> all = new TreeSet<>(ORDER);
        for (NetworkInterface one : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            if (one.isUp()) {
                addressesOf(one, all);
            }
        }
        return List.copyOf(all);
    }

    private static void addressesOf(NetworkInterface one, Set<InetAddress> all) throws SocketException {
        boolean loopback = one.isLoopback();
        one.getInetAddresses().asIterator().forEachRemaining(address -> {
            if (!loopback || IpText.isV4(address) || address.isLoopbackAddress()) {
                all.add(address);
            }
        });
    }
}
