package eqmail.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Which of our certificates a handshake gets: those for the name that the client asked for (SNI), else the common ones,
 * and among them the first whose key can do what was agreed on. An alias is "name, number of the credential".
 */
final class HeldKeys extends X509ExtendedKeyManager {
    private final List<Credential> common;
    private final Map<String, List<Credential>> byName;

    /** {@code byName} has names in lower case. */
    HeldKeys(List<Credential> common, Map<String, List<Credential>> byName) {
        this.common = common;
        this.byName = byName;
    }

    /** Are there keys of several kinds for one name? */
    boolean mixed() {
        return common.size() > 1 || byName.values().stream().anyMatch(keys -> keys.size() > 1);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        String name = engine == null ? "" : askedFor(engine);
        return alias(keyType, byName.containsKey(name) ? name : "");
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        for (String keyType : keyTypes) {
            String alias = alias(keyType, "");
            if (alias != null) {
                return alias;
            }
        }
        return null;
    }

    private static String askedFor(SSLEngine engine) {
        if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
            for (SNIServerName name : session.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return host.getAsciiName().toLowerCase(java.util.Locale.ROOT);
                }
            }
        }
        return "";
    }

    private @Nullable String alias(String keyType, String name) {
        List<Credential> held = byName.getOrDefault(name, common);
        for (int i = 0; i < held.size(); i++) {
            if (fits(held.get(i).key().getAlgorithm(), keyType)) {
                return i + " " + name;
            }
        }
        return null;
    }

    /** JSSE says {@code EC} for TLS 1.3 and {@code EC_EC} for the static keys that nobody uses any more. */
    private static boolean fits(String algorithm, String keyType) {
        return algorithm.equals(keyType) || (algorithm.equals("EdDSA") && keyType.startsWith("Ed"));
    }

    private @Nullable Credential of(@Nullable String alias) {
        if (alias == null) {
            return null;
        }
        int blank = alias.indexOf(' ');
        return byName.getOrDefault(alias.substring(blank + 1), common).get(Integer.parseInt(alias.substring(0, blank)));
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(@Nullable String alias) {
        Credential held = of(alias);
        return held == null ? null : held.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
        Credential held = of(alias);
        return held == null ? null : held.key();
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return aliases(keyType);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return aliases(keyType);
    }

    private String @Nullable [] aliases(String keyType) {
        String alias = alias(keyType, "");
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineClientAlias(keyTypes, issuers, null);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return alias(keyType, "");
    }
}
