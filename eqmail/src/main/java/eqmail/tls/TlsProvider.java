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
            other = named(control.line(FILE).orElse("jdk"));
        } catch (ControlException | IllegalArgumentException e) {
            report.accept("TLS of the JDK is used: " + e.getMessage());
        } catch (LinkageError missing) {
            report.accept("TLS of the JDK is used: " + FILE + ": there is no conscrypt.jar for this machine in lib: "
                    + missing.getMessage());
        }
        return other.isPresent() ? SSLContext.getInstance("TLS", other.get()) : SSLContext.getInstance("TLS");
    }

    /** Conscrypt decides for one kind of key before it knows what the client can do. */
    static boolean showsOneCertificate(SSLContext context) {
        return !context.getProvider().getName().equals("SunJSSE");
    }

    private static Optional<Provider> named(String name) {
        return switch (name) {
            case "jdk" -> Optional.empty();
            case "conscrypt" -> Optional.of(Conscrypt.PROVIDER);
            default -> throw new IllegalArgumentException(FILE + ": neither jdk nor conscrypt: " + name);
        };
    }

    /** Apart, so that nothing of Conscrypt is looked for until it is asked for. */
    private static final class Conscrypt {
        static final Provider PROVIDER = new OpenSSLProvider();
    }
}
