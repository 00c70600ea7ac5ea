package eqmail.tls;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes certificates that need nobody's blessing, and requests for those that do (RFC 5280, RFC 2986). The JDK can read
 * them but offers no way to make them; ADR 6 says why it is done here.
 */
public final class Issue {
    private static final String COMMON_NAME = "2.5.4.3";
    private static final String ALTERNATIVE_NAME = "2.5.29.17";
    private static final String KEY_USAGE = "2.5.29.15";
    private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
    private static final String EXTENSION_REQUEST = "1.2.840.113549.1.9.14";
    private static final int RSA_BITS = 2048;
    private static final int SERIAL_BITS = 127;
    /** Clocks differ. */
    private static final Duration EARLIER = Duration.ofHours(1);

    private Issue() {}

    /** A fresh key, P-256 for {@code EC}, of 2048 bits for {@code RSA}. */
    static KeyPair key(String algorithm) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        if (algorithm.equals("EC")) {
            generator.initialize(new ECGenParameterSpec("secp256r1"));
        } else {
            generator.initialize(RSA_BITS);
        }
        return generator.generateKeyPair();
    }

    /**
     * A fresh key with a certificate for {@code host} that it has signed itself, in PEM as servercert.pem has them.
     *
     * @param algorithm {@code RSA} or {@code EC}
     */
    public static String selfSigned(String host, String algorithm, Instant now, Duration valid)
            throws GeneralSecurityException {
        KeyPair key = key(algorithm);
        byte[] name = name(COMMON_NAME, host);
        byte[] certificate = certificate(name, name, key, key, now.minus(EARLIER), now.plus(valid), extensions(host));
        return Pem.text("CERTIFICATE", certificate) + privateKey(key);
    }

    /** A request to certify {@code key} for {@code host}, in PEM. */
    static String request(String host, KeyPair key) throws GeneralSecurityException {
        byte[] wishes = Der.sequence(
                Der.id(EXTENSION_REQUEST),
                Der.of(Der.SET, Der.sequence(extensions(host).toArray(byte[][]::new))));
        byte[] body = Der.sequence(
                Der.integer(0), name(COMMON_NAME, host), key.getPublic().getEncoded(), Der.of(Der.CONTEXT, wishes));
        return Pem.text("CERTIFICATE REQUEST", signed(body, key));
    }

    static String privateKey(KeyPair key) {
        return Pem.text("PRIVATE KEY", key.getPrivate().getEncoded());
    }

    /** A certificate in DER; {@code extensions} are values as {@link #extension} makes them. */
    static byte[] certificate(
            byte[] issuer,
            byte[] subject,
            KeyPair issuerKey,
            KeyPair subjectKey,
            Instant from,
            Instant to,
            List<byte[]> extensions)
            throws GeneralSecurityException {
        BigInteger serial = new BigInteger(SERIAL_BITS, new SecureRandom()).add(BigInteger.ONE);
        byte[] body = Der.sequence(
                Der.of(Der.CONTEXT, Der.integer(2)),
                Der.integer(serial),
                algorithm(issuerKey),
                issuer,
                Der.sequence(Der.time(from), Der.time(to)),
                subject,
                subjectKey.getPublic().getEncoded(),
                Der.of(Der.CONTEXT + 3, Der.sequence(extensions.toArray(byte[][]::new))));
        return signed(body, issuerKey);
    }

    /** {@code body} with the signature of {@code key} behind it. */
    static byte[] signed(byte[] body, KeyPair key) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(rsa(key) ? "SHA256withRSA" : "SHA256withECDSA");
        signature.initSign(key.getPrivate());
        signature.update(body);
        return Der.sequence(body, algorithm(key), Der.bits(signature.sign()));
    }

    static byte[] algorithm(KeyPair key) {
        return rsa(key)
                ? Der.sequence(Der.id("1.2.840.113549.1.1.11"), Der.nothing())
                : Der.sequence(Der.id("1.2.840.10045.4.3.2"));
    }

    /** A subject of one attribute. */
    static byte[] name(String attribute, String value) {
        return Der.sequence(Der.of(Der.SET, Der.sequence(Der.id(attribute), Der.text(Der.UTF8_STRING, value))));
    }

    static byte[] extension(String id, boolean critical, byte[] value) {
        return critical
                ? Der.sequence(Der.id(id), Der.yes(), Der.octets(value))
                : Der.sequence(Der.id(id), Der.octets(value));
    }

    /** dNSNames. */
    static byte[] alternativeName(String host) {
        return extension(ALTERNATIVE_NAME, false, Der.sequence(Der.text(0x82, host)));
    }

    /** Good for both sides of a connection between mail servers: clientcert.pem is often a link to servercert.pem. */
    private static List<byte[]> extensions(String host) {
        byte[] signAndEncipher = Der.of(Der.BIT_STRING, new byte[] {5, (byte) 0xa0});
        List<byte[]> all = new ArrayList<>();
        all.add(alternativeName(host));
        all.add(extension(KEY_USAGE, true, signAndEncipher));
        all.add(extension(
                EXTENDED_KEY_USAGE, false, Der.sequence(Der.id("1.3.6.1.5.5.7.3.1"), Der.id("1.3.6.1.5.5.7.3.2"))));
        return all;
    }

    private static boolean rsa(KeyPair key) {
        return key.getPrivate().getAlgorithm().equals("RSA");
    }
}
