package eqmail.spf;

import eqmail.bytes.Latin1;
import java.util.ArrayList;
import java.util.List;

/** A part of a {@link MacroString} (RFC 7208 7.1). */
sealed interface Macro {
    /** Text that stands for itself. */
    record Text(String text) implements Macro {}

    /**
     * {@code %{letter}} with its transformers.
     *
     * @param letter in lower case
     * @param escaped was it in upper case, so that the value is escaped as in a URL?
     * @param keep how many parts to keep from the right; a large number keeps all
     * @param reversed are the parts turned around?
     * @param delimiters bytes between parts
     */
    record Variable(char letter, boolean escaped, int keep, boolean reversed, String delimiters) implements Macro {
        private static final String UNRESERVED = "-._~";

        /** {@code value}, cut, turned and joined with dots, as asked for. */
        String transformed(String value) {
            List<String> parts = parts(value);
            if (reversed) {
                parts = parts.reversed();
            }
            String joined = String.join(".", parts.subList(Math.max(0, parts.size() - keep), parts.size()));
            return escaped ? escape(joined) : joined;
        }

        private List<String> parts(String value) {
            List<String> parts = new ArrayList<>();
            int start = 0;
            for (int i = 0; i < value.length(); i++) {
                if (delimiters.indexOf(value.charAt(i)) >= 0) {
                    parts.add(value.substring(start, i));
                    start = i + 1;
                }
            }
            parts.add(value.substring(start));
            return parts;
        }

        private static String escape(String text) {
            StringBuilder out = new StringBuilder(text.length());
            for (byte b : Latin1.bytes(text)) {
                char c = (char) (b & 0xff);
                if (MacroString.isLetter(c) || MacroString.isDigit(c) || UNRESERVED.indexOf(c) >= 0) {
                    out.append(c);
                } else {
                    out.append('%').append(hex(c >> 4)).append(hex(c & 15));
                }
            }
            return out.toString();
        }

        private static char hex(int nibble) {
            return "0123456789ABCDEF".charAt(nibble);
        }
    }
}
