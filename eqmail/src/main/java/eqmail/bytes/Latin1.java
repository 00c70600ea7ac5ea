package eqmail.bytes;

import java.nio.charset.StandardCharsets;

/**
 * The view of bytes that the whole product shares: a {@code String} whose chars U+0000..U+00FF are one byte each.
 *
 * <p>Addresses, header lines, control values, arguments and environment are held so, because qmail promises to hand on
 * every byte as it came (8-bit names, broken encodings) and the JVM keeps such strings in one byte a char.
 */
public final class Latin1 {
    private static final byte[] LOWER = lowerTable();

    private Latin1() {}

    /** The bytes of {@code text}; a char above U+00FF is a mistake of ours and becomes {@code ?}. */
    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The view of all of {@code bytes}. */
    public static String string(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** The view of {@code length} bytes from {@code offset} on. */
    public static String string(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
    }

    /** Letters A to Z in lower case; every other byte, 8-bit ones too, as it is (qmail's case_lower). */
    public static String lower(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                return lowerFrom(text, i);
            }
        }
        return text;
    }

    /** One byte in lower case, as {@link #lower(String)} does it. */
    public static int lower(int b) {
        return LOWER[b & 0xff] & 0xff;
    }

    /** Equal but for the case of A to Z (qmail's case_diffs). */
    public static boolean equalsIgnoreCase(String a, String b) {
        return a.length() == b.length() && startsIgnoringCase(a, b);
    }

    /** Does {@code text} begin with {@code prefix}, but for the case of A to Z? */
    public static boolean startsIgnoringCase(String text, String prefix) {
        if (text.length() < prefix.length()) {
            return false;
        }
        for (int i = 0; i < prefix.length(); i++) {
            if (lower(text.charAt(i)) != lower(prefix.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** What a C program sees of {@code text}: up to the first NUL. */
    public static String cString(String text) {
        int nul = text.indexOf('\0');
        return nul < 0 ? text : text.substring(0, nul);
    }

    private static String lowerFrom(String text, int first) {
        byte[] out = bytes(text);
        for (int i = first; i < out.length; i++) {
            out[i] = LOWER[out[i] & 0xff];
        }
        return string(out);
    }

    private static byte[] lowerTable() {
        byte[] table = new byte[256];
        for (int i = 0; i < table.length; i++) {
            table[i] = (byte) (i >= 'A' && i <= 'Z' ? i + 32 : i);
        }
        return table;
    }
}
