package eqmail.dkim;

import eqmail.bytes.Latin1;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.List;

/**
 * A public key as {@code SELECTOR._domainkey.DOMAIN} publishes it (RFC 6376 3.6.1). The tags g (of the time before) and n
 * mean nothing.
 *
 * @param key the key itself
 * @param testing the domain only tries out DKIM (t=y)
 */
record KeyRecord(PublicKey key, boolean testing) {
    /** RFC 8301 3.2: a shorter key counts no more. */
    static final int SHORTEST_RSA = 1024;

    /** Twice what RFC 8301 asks verifiers for; larger ones only make us work. */
    static final int LONGEST_RSA = 8192;

    /** Large public exponents are as much work as signing is, and nobody has one. */
    private static final int LONGEST_EXPONENT = 64;

    /**
     * Reads a key record and decides whether it may serve {@code signature}.
     *
     * @throws Unverifiable if it may not
     */
    static KeyRecord parse(String text, SignatureField signature) throws Unverifiable {
        return parse(text, signature.algorithm(), inDomainItself(signature));
    }

    /** The same for a signature by {@code algorithm}; {@code inDomainItself}: is it for the domain, and none below it? */
    static KeyRecord parse(String text, Algorithm algorithm, boolean inDomainItself) throws Unverifiable {
        TagList tags = TagList.parse(text);
        if (tags.get("v").isPresent()
                && !(tags.first().equals("v") && tags.get("v").get().equals("DKIM1"))) {
            throw new Unverifiable(Fault.KEY_VERSION);
        }
        if (!Latin1.equalsIgnoreCase(tags.get("k").orElse("rsa"), algorithm.keyType())) {
            throw new Unverifiable(Fault.OTHER_ALGORITHM);
        }
        if (!allows(tags.parts("h").orElse(List.of(Algorithm.HASH)), Algorithm.HASH)) {
            throw new Unverifiable(Fault.OTHER_HASH);
        }
        List<String> services = tags.parts("s").orElse(List.of("*"));
        if (!allows(services, "*") && !allows(services, "email")) {
            throw new Unverifiable(Fault.OTHER_SERVICE);
        }
        List<String> flags = tags.parts("t").orElse(List.of());
        if (allows(flags, "s") && !inDomainItself) {
            throw new Unverifiable(Fault.NOT_FOR_SUBDOMAINS);
        }
        return new KeyRecord(key(tags.required("p"), algorithm), allows(flags, "y"));
    }

    private static boolean allows(List<String> words, String word) {
        return words.stream().anyMatch(each -> Latin1.equalsIgnoreCase(each, word));
    }

    private static boolean inDomainItself(SignatureField signature) {
        String identity = signature.identity();
        return Latin1.equalsIgnoreCase(identity.substring(identity.lastIndexOf('@') + 1), signature.domain());
    }

    private static PublicKey key(String base64, Algorithm algorithm) throws Unverifiable {
        if (base64.isEmpty()) {
            throw new Unverifiable(Fault.KEY_REVOKED);
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(Latin1.bytes(base64));
            return algorithm == Algorithm.ED25519_SHA256
                    ? KeyText.ed25519Public(bytes)
                    : checked((RSAPublicKey) KeyText.rsaPublic(bytes));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new Unverifiable(Fault.MALFORMED_KEY);
        }
    }

    private static PublicKey checked(RSAPublicKey key) throws Unverifiable {
        int bits = key.getModulus().bitLength();
        if (bits < SHORTEST_RSA) {
            throw new Unverifiable(Fault.KEY_TOO_SHORT);
        }
        if (bits > LONGEST_RSA || key.getPublicExponent().bitLength() > LONGEST_EXPONENT) {
            throw new Unverifiable(Fault.KEY_TOO_LONG);
        }
        return key;
    }
}
