package eqmail.spf;

import eqmail.bytes.Latin1;

/** Names as records and senders write them: any bytes between dots, no escapes. */
final class DomainName {
    /** RFC 7208 7.3; what a name server can be asked for. */
    private static final int LONGEST = 253;

    private static final int LONGEST_LABEL = 63;

    private DomainName() {}

    /** The name without the dot that may end it, cut label by label from its left until it is short enough (7.3). */
    static String fitted(String name) {
        String all = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        while (all.length() > LONGEST) {
            int dot = all.indexOf('.', all.length() - LONGEST - 1);
            if (dot < 0) {
                return all;
            }
            all = all.substring(dot + 1);
        }
        return all;
    }

    /** Can there be such a name? No label is empty or longer than 63 bytes, and the whole is not too long. */
    static boolean possible(String name) {
        if (name.length() > LONGEST) {
            return false;
        }
        int start = 0;
        for (int i = 0; i <= name.length(); i++) {
            if (i == name.length() || name.charAt(i) == '.') {
                if (i == start || i - start > LONGEST_LABEL) {
                    return false;
                }
                start = i + 1;
            }
        }
        return true;
    }

    /** Can it be a mail domain that is asked for its policy (4.3)? It has several labels and is no address in brackets. */
    static boolean checkable(String name) {
        return name.indexOf('.') > 0 && !name.startsWith("[") && possible(name);
    }

    /** Is {@code name} {@code domain}, or below it? */
    static boolean within(String name, String domain) {
        if (Latin1.equalsIgnoreCase(name, domain)) {
            return true;
        }
        int tail = name.length() - domain.length();
        return tail > 1 && name.charAt(tail - 1) == '.' && Latin1.equalsIgnoreCase(name.substring(tail), domain);
    }
}
