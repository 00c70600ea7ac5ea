package eqmail.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/** Private keys in the forms that PEM files have: PKCS #8 (RFC 5958), PKCS #1 for RSA, SEC 1 for elliptic curves. */
final class PrivateKeys {
    private static final String RSA = "1.2.840.113549.1.1.1";
    private static final String ELLIPTIC = "1.2.840.10045.2.1";

    /** What the algorithms of PKCS #8 are called in Java. */
    private static final Map<String, String> ALGORITHMS =
            Map.of(RSA, "RSA", "1.2.840.113549.1.1.10", "RSASSA-PSS", ELLIPTIC, "EC", "1.3.101.112", "EdDSA");

    private static final Set<String> LABELS =
            Set.of("PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY");

    private PrivateKeys() {}

    /** Is {@code block} meant to be a private key? */
    static boolean isKey(Pem block) {
        return LABELS.contains(block.label());
    }

    /**
     * The key in {@code block}.
     *
     * @throws GeneralSecurityException if it is none that can be used; the message says why
     */
    static PrivateKey of(Pem block) throws GeneralSecurityException {
        if (block.encrypted() || block.label().startsWith("ENCRYPTED")) {
            throw new InvalidKeyException("the private key is encrypted, and nobody is here to type its passphrase");
        }
        try {
            byte[] pkcs8 = switch (block.label()) {
                case "PRIVATE KEY" -> block.bytes();
                case "RSA PRIVATE KEY" -> wrapped(Der.sequence(Der.id(RSA), Der.nothing()), block.bytes());
                case "EC PRIVATE KEY" -> wrapped(Der.sequence(Der.id(ELLIPTIC), curve(block.bytes())), block.bytes());
                default -> throw new InvalidKeyException("a key of this kind cannot be used: " + block.label());
            };
            return KeyFactory.getInstance(algorithm(pkcs8)).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (IOException e) {
            throw new InvalidKeyException("the private key is malformed", e);
        }
    }

    /** Do the two belong together? Found out by a signature, since keys differ in what they have in common. */
    static boolean match(PrivateKey secret, PublicKey open) {
        String algorithm = switch (secret.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> secret.getAlgorithm();
        };
        try {
            byte[] text = new byte[32];
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(secret);
            signing.update(text);
            byte[] signature = signing.sign();
            Signature checking = Signature.getInstance(algorithm);
            checking.initVerify(open);
            checking.update(text);
            return checking.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static byte[] wrapped(byte[] algorithm, byte[] key) {
        return Der.sequence(Der.integer(0), algorithm, Der.octets(key));
    }

    /** The curve that a SEC 1 key (RFC 5915) names. */
    private static byte[] curve(byte[] sec1) throws IOException {
        DerReader key = new DerReader(sec1).enter(Der.SEQUENCE);
        key.value(Der.INTEGER);
        key.value(Der.OCTET_STRING);
        return key.enter(Der.CONTEXT).whole();
    }

    private static String algorithm(byte[] pkcs8) throws IOException, InvalidKeyException {
        DerReader key = new DerReader(pkcs8).enter(Der.SEQUENCE);
        key.value(Der.INTEGER);
        byte[] id = key.enter(Der.SEQUENCE).whole();
        for (Map.Entry<String, String> known : ALGORITHMS.entrySet()) {
            if (Arrays.equals(id, Der.id(known.getKey()))) {
                return known.getValue();
            }
        }
        throw new InvalidKeyException("a private key of this algorithm cannot be used");
    }
}
