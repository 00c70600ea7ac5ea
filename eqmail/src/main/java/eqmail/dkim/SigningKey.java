package eqmail.dkim;

import java.security.PrivateKey;

/** A private key of a domain. */
public final class SigningKey {
    private final String selector;
    private final Algorithm algorithm;
    private final PrivateKey key;

    /** The key that {@code selector} names in the domain's zone. */
    SigningKey(String selector, KeyText.Secret secret) {
        this.selector = selector;
        this.algorithm = secret.algorithm();
        this.key = secret.key();
    }

    /** s= of its signatures. */
    public String selector() {
        return selector;
    }

    Algorithm algorithm() {
        return algorithm;
    }

    PrivateKey key() {
        return key;
    }
}
