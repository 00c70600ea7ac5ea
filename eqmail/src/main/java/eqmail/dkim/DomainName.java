package eqmail.dkim;

/** Names that may stand in d= and s= and be asked for, or be part of a file's path. */
final class DomainName {
    private static final int LONGEST = 253;
    private static final int LONGEST_LABEL = 63;

    private DomainName() {}

    /** Labels of letters, digits, hyphens and underscores, with dots between them (RFC 6376 3.5; RFC 1035 2.3.4). */
    static boolean valid(String name) {
        if (name.length() > LONGEST) {
            return false;
        }
        int label = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '.' ? label == 0 : !isLetterOrDigit(c) && c != '-' && c != '_') {
                return false;
            }
            label = c == '.' ? 0 : label + 1;
            if (label > LONGEST_LABEL) {
                return false;
            }
        }
        return label > 0;
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
