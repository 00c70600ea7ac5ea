package eqmail.smtpd;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Seeded input for sessions. */
final class Dialogues {
    private static final String[] PIECES = {
        "\r", "\n", "\r\n", "\r\n", "\r\n", ".", ".", "\r\n.", "\r\n..", ".\r\n", "\r.", "a", "bc", "x y", "\0",
        "\u00ff"
    };
    private static final String[] WORDS = {
        "HELO",
        "EHLO x",
        "MAIL FROM:<a@b>",
        "mail from:<>",
        "RCPT TO:<user@example.org>",
        "RCPT TO:<x@far.example>",
        "DATA",
        "RSET",
        "NOOP",
        "VRFY",
        "HELP",
        "AUTH PLAIN",
        "AUTH LOGIN",
        "AUTH CRAM-MD5",
        "AUTH PLAIN AGpvZQB4",
        "AUTH LOGIN am9l",
        "am9l",
        "=",
        "*",
        "STARTTLS",
        "STARTTLS x",
        "QUIT now",
        "MAIL",
        "RCPT",
        "XYZ",
        "",
        " ",
        "MAIL FROM:<\"a@b",
        "RCPT TO:<a@[127.0.0.1]>",
        "MAIL FROM:<a@b> SIZE=99999999999999999999",
        "."
    };

    private Dialogues() {}

    /** A text in which dots and line ends of all kinds stand close together. */
    static String dotsAndLineEnds(Random random, int most) {
        StringBuilder out = new StringBuilder();
        int count = random.nextInt(most);
        for (int i = 0; i < count; i++) {
            String piece = PIECES[random.nextInt(PIECES.length)];
            // A lone LF ends everything; most texts shall get further.
            out.append(piece.equals("\n") && random.nextInt(10) > 0 ? "b" : piece);
        }
        return out.toString();
    }

    /** Commands in no sensible order, with and without arguments, some of them messages. */
    static String commands(Random random, int most) {
        StringBuilder out = new StringBuilder();
        int count = random.nextInt(most);
        for (int i = 0; i < count; i++) {
            out.append(WORDS[random.nextInt(WORDS.length)]).append(random.nextInt(5) == 0 ? "\n" : "\r\n");
            if (random.nextInt(8) == 0) {
                out.append("RSET\r\nMAIL FROM:<a@b>\r\nRCPT TO:<user@example.org>\r\nDATA\r\n")
                        .append(dotsAndLineEnds(random, 10))
                        .append("\r\n.\r\n");
            }
        }
        return out.toString();
    }

    /** Any bytes at all, some of them line ends. */
    static String noise(Random random, int most) {
        StringBuilder out = new StringBuilder();
        int count = random.nextInt(most);
        for (int i = 0; i < count; i++) {
            out.append(random.nextInt(12) == 0 ? "\r\n" : (char) random.nextInt(256));
        }
        return out.toString();
    }

    /** {@code text} cut into packets. */
    static List<String> cut(String text, Random random, int largest) {
        List<String> packets = new ArrayList<>();
        for (int from = 0; from < text.length(); ) {
            int to = Math.min(text.length(), from + 1 + random.nextInt(largest));
            packets.add(text.substring(from, to));
            from = to;
        }
        return packets;
    }
}
