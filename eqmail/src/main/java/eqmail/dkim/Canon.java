package eqmail.dkim;

import eqmail.bytes.Latin1;

/** The two ways to write a header or body down before it is hashed (RFC 6376 3.4). */
enum Canon {
    SIMPLE,
    RELAXED;

    /** As c= names it. */
    String word() {
        return Latin1.lower(name());
    }

    /** @throws Unverifiable for any other word */
    static Canon of(String word) throws Unverifiable {
        for (Canon each : values()) {
            if (Latin1.equalsIgnoreCase(each.name(), word)) {
                return each;
            }
        }
        throw new Unverifiable(Fault.UNKNOWN_CANON);
    }

    /**
     * Adds a field to what is hashed, without its last line end.
     *
     * @param raw the field in unix form, without its last line end
     */
    void field(String raw, StringBuilder out) {
        int colon = raw.indexOf(':');
        if (this == SIMPLE || colon < 0) {
            out.append(raw.replace("\n", "\r\n"));
            return;
        }
        out.append(Latin1.lower(stripped(raw.substring(0, colon)))).append(':');
        int start = out.length();
        boolean space = false;
        for (int i = colon + 1; i < raw.length(); i++) {
            char c = raw.charAt(i);
            // A line end inside a field has white space behind it, so it is no more than that.
            if (c == ' ' || c == '\t' || c == '\n') {
                space = true;
                continue;
            }
            if (space && out.length() > start) {
                out.append(' ');
            }
            space = false;
            out.append(c);
        }
    }

    private static String stripped(String name) {
        int end = name.length();
        while (end > 0 && TagList.isSpace(name.charAt(end - 1))) {
            end--;
        }
        return name.substring(0, end);
    }
}
