package eqmail.dkim;

import eqmail.bytes.Latin1;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;

/** What a zone says of a key of ours: can others verify what it signs? */
public final class PublishedKey {
    /** Anything would do: it is signed and verified at once. */
    private static final byte[] TEXT = Latin1.bytes("from:postmaster\r\n");

    private PublishedKey() {}

    /** The name of the record of {@code key}, which signs for {@code domain} (RFC 6376 3.6.2.1). */
    public static String name(SigningKey key, String domain) {
        return key.selector() + "._domainkey." + domain;
    }

    /**
     * Why nobody can verify signatures of {@code key} by {@code records}, the texts of its name; empty if one of them is
     * that of the key.
     */
    public static Optional<String> fault(SigningKey key, List<String> records) {
        Optional<String> fault = Optional.of("there is no record");
        for (String record : records) {
            fault = fault(key, record);
            if (fault.isEmpty()) {
                return fault;
            }
        }
        return fault;
    }

    private static Optional<String> fault(SigningKey key, String record) {
        Algorithm algorithm = key.algorithm();
        try {
            KeyRecord published = KeyRecord.parse(record, algorithm, true);
            byte[] signature = algorithm.sign(key.key(), TEXT);
            return algorithm.verify(published.key(), TEXT, signature)
                    ? Optional.empty()
                    : Optional.of("it is that of another key");
        } catch (Unverifiable e) {
            return Optional.of(e.fault().wordsOfRecord());
        } catch (GeneralSecurityException e) {
            return Optional.of("the key signs nothing: " + e.getMessage());
        }
    }
}
