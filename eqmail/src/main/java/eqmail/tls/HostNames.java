package eqmail.tls;

import eqmail.bytes.Latin1;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * Is a certificate that of a host (RFC 9525)? Its dNSNames decide; the common name counts only where there is none of
 * them, since certificates for tlshosts are often made by hand. {@code *} stands for one whole label, the first.
 */
final class HostNames {
    private HostNames() {}

    /** Why {@code certificate} is not that of {@code host}; empty if it is. */
    static Optional<String> fault(X509Certificate certificate, String host) {
        List<String> names = Certificates.dnsNames(certificate);
        if (names.isEmpty()) {
            names = Certificates.commonName(certificate).map(List::of).orElse(List.of());
        }
        if (names.isEmpty()) {
            return Optional.of("certificate contains no valid commonName");
        }
        return names.stream().anyMatch(name -> matches(name, host))
                ? Optional.empty()
                : Optional.of("received certificate for " + names.getFirst());
    }

    private static boolean matches(String name, String host) {
        String wanted = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        if (!name.startsWith("*")) {
            return Latin1.equalsIgnoreCase(name, wanted);
        }
        String rest = name.substring(1);
        int dot = wanted.indexOf('.');
        // "*.org" would be everybody's.
        return dot > 0
                && rest.startsWith(".")
                && rest.indexOf('.', 1) > 0
                && Latin1.equalsIgnoreCase(rest, wanted.substring(dot));
    }
}
