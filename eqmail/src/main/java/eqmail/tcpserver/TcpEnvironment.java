package eqmail.tcpserver;

import eqmail.net.IpText;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The variables that describe a connection (tcp-environ(5), network.md 15 and 16). An IPv6 peer gets PROTO=TCP6 and a
 * TCP6 copy of each TCP variable; IPv4-mapped addresses are IPv4.
 */
public final class TcpEnvironment {
    private static final String[] HOST_AND_INFO = {"LOCALHOST", "REMOTEHOST", "REMOTEINFO"};

    private TcpEnvironment() {}

    /** A new map for the connection from {@code remote} to {@code local}. */
    public static Map<String, String> of(InetSocketAddress local, InetSocketAddress remote) {
        Map<String, String> environment = new HashMap<>();
        put(environment, local, remote);
        return environment;
    }

    /** Sets the variables of this connection and takes off all that an earlier tcpserver may have left. */
    public static void put(Map<String, String> environment, InetSocketAddress local, InetSocketAddress remote) {
        boolean v6 = isV6(remote);
        for (String name : HOST_AND_INFO) {
            environment.remove("TCP" + name);
        }
        environment.keySet().removeIf(name -> name.startsWith("TCP6"));
        environment.put("PROTO", v6 ? "TCP6" : "TCP");
        both(environment, v6, "LOCALIP", IpText.of(local.getAddress()));
        both(environment, v6, "LOCALPORT", Integer.toString(local.getPort()));
        both(environment, v6, "REMOTEIP", IpText.of(remote.getAddress()));
        both(environment, v6, "REMOTEPORT", Integer.toString(remote.getPort()));
        String link = linkOf(local.getAddress());
        if (link != null) {
            environment.put("TCP6INTERFACE", link);
        }
    }

    /** Sets a name that was looked up: {@code what} is LOCALHOST, REMOTEHOST or REMOTEINFO. */
    static void name(Map<String, String> environment, String what, String value) {
        both(environment, "TCP6".equals(environment.get("PROTO")), what, value);
    }

    private static void both(Map<String, String> environment, boolean v6, String what, String value) {
        environment.put("TCP" + what, value);
        if (v6) {
            environment.put("TCP6" + what, value);
        }
    }

    private static boolean isV6(InetSocketAddress remote) {
        return !IpText.isV4(remote.getAddress());
    }

    /** The interface of a link-local address. */
    private static @Nullable String linkOf(InetAddress local) {
        if (local instanceof Inet6Address v6 && v6.isLinkLocalAddress()) {
            String text = v6.getHostAddress();
            int zone = text.indexOf('%');
            return zone < 0 ? null : text.substring(zone + 1);
        }
        return null;
    }
}
