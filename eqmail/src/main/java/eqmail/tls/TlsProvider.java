package eqmail.tls;

import eqmail.control.Control;
import eqmail.control.ControlException;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.conscrypt.OpenSSLProvider;

/**
 * Whose TLS it is: that of the JDK, or with {@code conscrypt} in {@code control/tlsprovider} that of Conscrypt, whose jar
 * an administrator puts beside ours (ADR 6). What is asked for and not there is reported, and the JDK's is used: mail that
 * travels is worth more than mail that travels fast.
 */
final class TlsProvider {
    static final String FILE = "control/tlsprovider";

    private TlsProvider() {}

    /** A fresh context. */
    static SSLContext context(Control control, Consumer<String> report) throws GeneralSecurityException {
        Optional<Provider> other = Optional.empty();
        try {
            other = asked(control);
        } catch (ControlException e) {
            report.accept("TLS of the JDK is used: " + e.getMessage());
        }
        return other.isPresent() ? SSLContext.getInstance("TLS", other.get()) : SSLContext.getInstance("TLS");
    }

    /** Why the provider that is asked for is not there; empty if it is. */
    static Optional<String> fault(Control control) {
        try {
            asked(control);
            return Optional.empty();
        } catch (ControlException e) {
            return Optional.of(String.valueOf(e.getMessage()).substring(FILE.length() + ": ".length()));
        }
    }

    /** Conscrypt decides for one kind of key before it knows what the client can do. */
    static boolean showsOneCertificate(SSLContext context) {
        return !context.getProvider().getName().equals("SunJSSE");
    }

    private static Optional<Provider> asked(Control control) throws ControlException {
        String name = control.line(FILE).orElse("jdk");
        try {
            return switch (name) {
                case "jdk" -> Optional.empty();
                case "conscrypt" -> Optional.of(Conscrypt.PROVIDER);
                default -> throw new ControlException(FILE, "neither jdk nor conscrypt: " + name);
            };
        } catch (LinkageError missing) {
            throw new ControlException(
                    FILE, "there is no conscrypt.jar for this machine in lib: " + missing.getMessage(), missing);
        }
    }

    /** Apart, so that nothing of Conscrypt is looked for until it is asked for. */
    private static final class Conscrypt {
        static final Provider PROVIDER = new OpenSSLProvider();
    }
}
