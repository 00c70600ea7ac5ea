package eqmail.rules;

import eqmail.net.IpText;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who is looked up in the rules.
 *
 * @param ip TCPREMOTEIP
 * @param host TCPREMOTEHOST, or null if not known
 * @param info TCPREMOTEINFO, or null if not known
 */
public record Client(
        String ip, @Nullable String host, @Nullable String info) {
    /** The client that a tcp-environ describes; {@code 0.0.0.0} without TCPREMOTEIP. */
    public static Client of(Map<String, String> environment) {
        String ip = environment.getOrDefault("TCPREMOTEIP", "0.0.0.0");
        String plain = IpText.parse(ip).map(IpText::of).orElse(ip);
        return new Client(plain, environment.get("TCPREMOTEHOST"), environment.get("TCPREMOTEINFO"));
    }

    Optional<InetAddress> address() {
        return IpText.parse(ip);
    }
}
