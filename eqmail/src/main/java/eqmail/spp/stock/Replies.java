package eqmail.spp.stock;

import java.util.List;

/** Lines that a plug-in says (network.md 5.4). */
final class Replies {
    /** RFC 5321 4.5.3.1.5 allows 512 bytes with code and CR LF. */
    private static final int LONGEST = 500;

    /** The session goes on. */
    static final List<String> NONE = List.of();

    private Replies() {}

    /**
     * Refuses what the client asks for. Before the greeting it would be no more than another greeting, so there the
     * connection ends with it.
     */
    static List<String> refuse(Caller caller, String reply) {
        return List.of((caller.greeted() ? "E" : "R") + safe(reply));
    }

    /** On one line of printable ASCII that is not too long; its end, where the status code stands, is kept. */
    static String safe(String reply) {
        StringBuilder out = new StringBuilder(reply);
        if (out.length() > LONGEST) {
            int code = Math.max(reply.lastIndexOf(" (#"), reply.length() - 12);
            out.delete(LONGEST - (reply.length() - code), code);
        }
        for (int i = 0; i < out.length(); i++) {
            char c = out.charAt(i);
            if (c < ' ' || c > '~') {
                out.setCharAt(i, '?');
            }
        }
        return out.toString();
    }
}
