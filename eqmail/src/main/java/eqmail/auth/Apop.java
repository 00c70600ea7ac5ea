package eqmail.auth;

import eqmail.bytes.Latin1;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The digest of POP3's APOP (RFC 1939 7). */
final class Apop {
    private Apop() {}

    /** What somebody who knows {@code password} answers to the time stamp {@code stamp}: 32 lower-case hexadecimal digits. */
    static String digest(String password, String stamp) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(Latin1.bytes(stamp + password));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JVM has MD5", impossible);
        }
    }
}
