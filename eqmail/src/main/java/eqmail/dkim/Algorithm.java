package eqmail.dkim;

import eqmail.bytes.Latin1;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Optional;

/** The ways to sign that count today (RFC 8301 ended rsa-sha1, RFC 8463 added Ed25519). Both hash with SHA-256. */
enum Algorithm {
    RSA_SHA256("rsa-sha256", "rsa"),
    ED25519_SHA256("ed25519-sha256", "ed25519");

    /** The digest of both, as key records name it. */
    static final String HASH = "sha256";

    private final String word;
    private final String keyType;

    Algorithm(String word, String keyType) {
        this.word = word;
        this.keyType = keyType;
    }

    /** As a= of a signature names it. */
    String word() {
        return word;
    }

    /** As k= of a key record names it. */
    String keyType() {
        return keyType;
    }

    static Optional<Algorithm> of(String word) {
        for (Algorithm each : values()) {
            if (Latin1.equalsIgnoreCase(each.word, word)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Signs canonical header text. */
    byte[] sign(PrivateKey key, byte[] text) throws GeneralSecurityException {
        Signature signing = engine();
        signing.initSign(key);
        signing.update(signed(text));
        return signing.sign();
    }

    /** Does {@code signature} fit the canonical header text? A key or signature that cannot fit does not. */
    boolean verify(PublicKey key, byte[] text, byte[] signature) {
        try {
            Signature checking = engine();
            checking.initVerify(key);
            checking.update(signed(text));
            return checking.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private Signature engine() throws NoSuchAlgorithmException {
        return Signature.getInstance(this == RSA_SHA256 ? "SHA256withRSA" : "Ed25519");
    }

    /** Ed25519 signs the digest as if it were the text (RFC 8463 3). */
    private byte[] signed(byte[] text) {
        return this == RSA_SHA256 ? text : digest().digest(text);
    }
}
