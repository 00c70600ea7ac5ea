package eqmail.smtp;

import java.util.List;

/** Replies of more than one line (RFC 5321 4.2.1). */
public final class Reply {
    private Reply() {}

    /** The wire form: {@code 250-first CRLF … 250 last CRLF}. */
    public static String wire(int code, List<String> lines) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            char mark = i + 1 < lines.size() ? '-' : ' ';
            out.append(code).append(mark).append(lines.get(i)).append("\r\n");
        }
        return out.toString();
    }
}
