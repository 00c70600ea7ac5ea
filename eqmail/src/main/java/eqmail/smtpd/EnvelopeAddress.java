package eqmail.smtpd;

/**
 * The address in the argument of MAIL or RCPT, read as leniently as qmail-smtpd does (addrparse; network.md 2.8): any
 * keyword before the colon, angle brackets or not, a source route is dropped, quotes and backslashes are undone. There
 * is no other syntax check.
 *
 * @param text the bare address; empty if there was none
 * @param end index in the argument after the address and its terminator, where parameters begin
 */
record EnvelopeAddress(String text, int end) {
    /** Longest address that is taken, in bytes; RFC 5321 4.5.3.1 asks for 64 + 1 + 255. */
    static final int LONGEST = 899;

    /** Reads {@code argument}, for example {@code FROM:<joe@example.org> SIZE=100}. */
    static EnvelopeAddress parse(String argument) {
        int open = argument.indexOf('<');
        char terminator = open >= 0 ? '>' : ' ';
        return unquote(argument, skipRoute(argument, open >= 0 ? open + 1 : bareStart(argument)), terminator);
    }

    /** The same place with {@code address} put in, after an address literal was replaced. */
    EnvelopeAddress withText(String address) {
        return new EnvelopeAddress(address, end);
    }

    /** Is it longer than {@link #LONGEST}? */
    boolean tooLong() {
        return text.length() > LONGEST;
    }

    private static int bareStart(String argument) {
        int colon = argument.indexOf(':');
        int start = colon < 0 ? argument.length() : colon + 1;
        while (start < argument.length() && argument.charAt(start) == ' ') {
            start++;
        }
        return start;
    }

    /** RFC 5321 appendix C: a source route is accepted and ignored. One without colon swallows everything. */
    private static int skipRoute(String argument, int start) {
        if (start >= argument.length() || argument.charAt(start) != '@') {
            return start;
        }
        int colon = argument.indexOf(':', start);
        return colon < 0 ? argument.length() : colon + 1;
    }

    private static EnvelopeAddress unquote(String argument, int start, char terminator) {
        StringBuilder text = new StringBuilder(argument.length() - start);
        boolean quoted = false;
        int i = start;
        while (i < argument.length() && (quoted || argument.charAt(i) != terminator)) {
            char c = argument.charAt(i++);
            if (c == '"') {
                quoted = !quoted;
            } else if (c != '\\') {
                text.append(c);
            } else if (i < argument.length()) {
                text.append(argument.charAt(i++));
            }
        }
        return new EnvelopeAddress(text.toString(), Math.min(i + 1, argument.length()));
    }
}
