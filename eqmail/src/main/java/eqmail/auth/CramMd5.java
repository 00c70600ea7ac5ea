package eqmail.auth;

import eqmail.bytes.Latin1;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The digest of CRAM-MD5 (RFC 2195 2). */
public final class CramMd5 {
    private static final String ALGORITHM = "HmacMD5";

    private CramMd5() {}

    /** What somebody who knows {@code password} answers to {@code challenge}: 32 lower-case hexadecimal digits. */
    public static String digest(String password, String challenge) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key(password), ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal(Latin1.bytes(challenge)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JVM has " + ALGORITHM, impossible);
        }
    }

    /** The JDK takes no empty key; HMAC fills a key up with zeros, so one zero is the same. */
    private static byte[] key(String password) {
        return password.isEmpty() ? new byte[1] : Latin1.bytes(password);
    }
}
