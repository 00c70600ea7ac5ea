package eqmail.dkim;

import java.util.List;
import java.util.Optional;

/** Where a signer finds keys: {@link KeyFiles} for one message, {@link KeyStore} for many. */
@FunctionalInterface
public interface SigningKeys {
    /**
     * The keys of one domain.
     *
     * @param domain d= of the signatures, in lower case
     * @param keys at least one; a message gets a signature with each
     */
    record Domain(String domain, List<SigningKey> keys) {}

    /**
     * The keys for mail from {@code domain}: its own, else those of the nearest domain above that has some.
     *
     * @throws UnusableKeyException if there is a key, and it cannot be used
     */
    Optional<Domain> of(String domain) throws UnusableKeyException;
}
