package eqmail.dkim;

import eqmail.bytes.Latin1;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Keys as files and key records write them down, and back. */
final class KeyText {
    /** {@code SEQUENCE { rsaEncryption, NULL }}. */
    private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");

    /** What stands before the 32 bytes of an Ed25519 key (RFC 8410 4). */
    private static final byte[] ED25519_PUBLIC = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final int ED25519_BYTES = 32;
    private static final byte[] VERSION = {2, 1, 0};
    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final int BITS = 0x03;
    private static final int LINE = 64;

    private KeyText() {}

    /** An RSA key of a key record: a SubjectPublicKeyInfo, or the bare RSAPublicKey that some publish. */
    static PublicKey rsaPublic(byte[] der) throws GeneralSecurityException {
        KeyFactory factory = KeyFactory.getInstance("RSA");
        try {
            return factory.generatePublic(new X509EncodedKeySpec(der));
        } catch (InvalidKeySpecException notThat) {
            byte[] bits = value(BITS, new byte[1], der);
            return factory.generatePublic(new X509EncodedKeySpec(value(SEQUENCE, RSA, bits)));
        }
    }

    /** An Ed25519 key of a key record: the bare 32 bytes (RFC 8463 4), or a SubjectPublicKeyInfo. */
    static PublicKey ed25519Public(byte[] bytes) throws GeneralSecurityException {
        byte[] der = bytes.length == ED25519_BYTES ? joined(ED25519_PUBLIC, bytes) : bytes;
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));
    }

    /** What p= of a key record says for {@code key}. */
    static String published(Algorithm algorithm, PublicKey key) {
        String whole = Base64.getEncoder().encodeToString(key.getEncoded());
        return algorithm == Algorithm.ED25519_SHA256 ? bare(whole) : whole;
    }

    /** The 32 bytes of an Ed25519 key, from its SubjectPublicKeyInfo; both in base64. */
    static String bare(String base64) {
        byte[] der = Base64.getDecoder().decode(Latin1.bytes(base64));
        return Base64.getEncoder().encodeToString(Arrays.copyOfRange(der, ED25519_PUBLIC.length, der.length));
    }

    /** A private key and what it signs with. */
    record Secret(Algorithm algorithm, PrivateKey key) {}

    /**
     * The private key in a PEM text: PKCS #8, or OpenSSL's old form for RSA.
     *
     * @throws GeneralSecurityException if there is none that can be used; the message says why
     */
    static Secret secret(String pem) throws GeneralSecurityException {
        byte[] old = block(pem, "RSA PRIVATE KEY");
        byte[] der = old == null ? block(pem, "PRIVATE KEY") : value(SEQUENCE, VERSION, RSA, value(OCTETS, old));
        if (der == null) {
            throw new InvalidKeyException("no private key without passphrase");
        }
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(der);
        try {
            return new Secret(
                    Algorithm.RSA_SHA256, KeyFactory.getInstance("RSA").generatePrivate(spec));
        } catch (InvalidKeySpecException notThat) {
            return new Secret(
                    Algorithm.ED25519_SHA256, KeyFactory.getInstance("Ed25519").generatePrivate(spec));
        }
    }

    /** A key in PEM (RFC 7468). */
    static String pem(String label, byte[] der) {
        String base64 =
                Latin1.string(Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encode(der));
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }

    /** The first block of that label; null without one. */
    private static byte @Nullable [] block(String pem, String label) throws InvalidKeyException {
        String begin = "-----BEGIN " + label + "-----";
        int from = pem.indexOf(begin);
        int to = from < 0 ? -1 : pem.indexOf("-----END " + label + "-----", from);
        if (to < 0) {
            return null;
        }
        StringBuilder base64 = new StringBuilder();
        pem.substring(from + begin.length(), to)
                .chars()
                .filter(c -> !TagList.isSpace(c))
                .forEach(c -> base64.append((char) c));
        try {
            return Base64.getDecoder().decode(Latin1.bytes(base64.toString()));
        } catch (IllegalArgumentException e) {
            throw new InvalidKeyException("malformed key", e);
        }
    }

    /** A value in DER: tag, length, and the parts one after another. */
    private static byte[] value(int tag, byte[]... parts) {
        byte[] content = joined(parts);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            int bytes = (39 - Integer.numberOfLeadingZeros(content.length)) / 8;
            out.write(0x80 | bytes);
            for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
                out.write(content.length >> shift);
            }
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
