package eqmail.mail;

/** Envelope addresses as qmail treats them: any bytes but NUL; the domain is what follows the last {@code @}. */
public final class Address {
    /** Envelope sender of a bounce. */
    public static final String BOUNCE = "";
    /** Envelope sender of a double bounce (envelopes(5)). */
    public static final String DOUBLE_BOUNCE = "#@[]";

    private Address() {}

    /** The local part ("box"): before the last {@code @}, or all of an address without one. */
    public static String box(String address) {
        int at = address.lastIndexOf('@');
        return at < 0 ? address : address.substring(0, at);
    }

    /** The domain: after the last {@code @}; empty without one. Its case is kept. */
    public static String domain(String address) {
        int at = address.lastIndexOf('@');
        return at < 0 ? "" : address.substring(at + 1);
    }

    /**
     * The address as it must stand in a header or an SMTP command: the box in quotes when it needs them, with a
     * backslash before CR, LF, quote and backslash (qmail's quote2). The empty address stays empty.
     */
    public static String quoted(String address) {
        int at = address.lastIndexOf('@');
        if (address.isEmpty()) {
            return address;
        }
        String box = at < 0 ? address : address.substring(0, at);
        String rest = at < 0 ? "" : address.substring(at);
        return needsQuotes(box) ? quoteBox(box) + rest : address;
    }

    private static String quoteBox(String box) {
        StringBuilder out = new StringBuilder(box.length() + 4).append('"');
        for (int i = 0; i < box.length(); i++) {
            char c = box.charAt(i);
            if (c == '\r' || c == '\n' || c == '"' || c == '\\') {
                out.append('\\');
            }
            out.append(c);
        }
        return out.append('"').toString();
    }

    /** Must a local part stand in quotes (qmail's quote_need)? */
    public static boolean needsQuotes(String box) {
        if (box.isEmpty() || box.startsWith(".") || box.endsWith(".") || box.contains("..")) {
            return true;
        }
        for (int i = 0; i < box.length(); i++) {
            char c = box.charAt(i);
            if (c < 33 || c > 126 || "\"(),:;<>@[\\]".indexOf(c) >= 0) {
                return true;
            }
        }
        return false;
    }
}
