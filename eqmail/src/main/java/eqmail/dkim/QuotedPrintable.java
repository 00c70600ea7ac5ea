package eqmail.dkim;

/** The encoding of i= (RFC 6376 2.11): like quoted-printable, but {@code ;} and white space are never literal. */
final class QuotedPrintable {
    private static final String HEX = "0123456789ABCDEF";

    private QuotedPrintable() {}

    /** {@code =XX} as the byte that it means; a {@code =} without two hexadecimal digits stays. */
    static String decode(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int byteValue = c == '=' && i + 2 < text.length() ? hex(text.charAt(i + 1), text.charAt(i + 2)) : -1;
            if (byteValue >= 0) {
                out.append((char) byteValue);
                i += 2;
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** Everything but printable ASCII without {@code = ; :} as {@code =XX}. */
    static String encode(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > ' ' && c < 127 && "=;:".indexOf(c) < 0) {
                out.append(c);
            } else {
                out.append('=').append(HEX.charAt((c >> 4) & 15)).append(HEX.charAt(c & 15));
            }
        }
        return out.toString();
    }

    private static int hex(char high, char low) {
        int h = Character.digit(high, 16);
        int l = Character.digit(low, 16);
        return h < 0 || l < 0 || high > 127 || low > 127 ? -1 : h * 16 + l;
    }
}
