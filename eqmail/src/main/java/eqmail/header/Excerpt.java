package eqmail.header;

import eqmail.bytes.Latin1;

/** The beginning of a message as qbiff and maildirwatch show it: subject and body run together, in visible ASCII. */
public final class Excerpt {
    private final int most;
    private final StringBuilder text = new StringBuilder();

    /**
     * Begins an excerpt.
     *
     * @param indent what it begins with
     * @param most its length in bytes, {@code indent} included
     */
    public Excerpt(String indent, int most) {
        this.most = most;
        text.append(indent);
    }

    /** Adds {@code more}, as far as there is room. */
    public void add(String more) {
        text.append(more, 0, Math.min(more.length(), most - text.length()));
    }

    /** Adds bytes, as far as there is room. */
    public void add(byte[] bytes, int offset, int length) {
        add(Latin1.string(bytes, offset, Math.min(length, most - text.length())));
    }

    /** The excerpt; line ends and whatever else a terminal could take for something are {@code /}. */
    public String visible() {
        return visible(text.toString(), '/');
    }

    /** {@code text} with {@code instead} for all that is no visible ASCII or blank. */
    public static String visible(String text, char instead) {
        StringBuilder out = new StringBuilder(text);
        for (int i = 0; i < out.length(); i++) {
            if (out.charAt(i) < 32 || out.charAt(i) > 126) {
                out.setCharAt(i, instead);
            }
        }
        return out.toString();
    }
}
