package eqmail.it;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Nine kinds of message that go wrong easily; LF lines, one byte a char. The names are their subjects. */
final class Specimens {
    private static final String EIGHT_BIT =
            "gr\u00c3\u00bc\u00c3\u009fe \u00e2\u0082\u00ac, latin caf\u00e9, all of \u0080\u00a0\u00ff\n";

    private Specimens() {}

    static Map<String, String> all() {
        Map<String, String> bodies = new LinkedHashMap<>();
        bodies.put("plain", "Hello\n\nsecond paragraph\n");
        bodies.put("dots", ".\n..\n...\n.first\n..first\nin.side\n. \n\n.\nend\n");
        bodies.put("empty", "");
        bodies.put("long", "x".repeat(5000) + "\n" + "y".repeat(998) + "\n" + "z".repeat(999) + "\nend\n");
        bodies.put("8bit", EIGHT_BIT);
        bodies.put("from", "From here on\n>From there\nFrom a@b.test Mon Mar  2 10:00:00 2026\n\nFrom last\n");
        bodies.put("blank", "\n\n\n\n");
        bodies.put("control", "tab\tvt\u000bff\fdel\u007fsoh\u0001esc\u001b[m\n");
        bodies.put("big", "0123456789 abcdefghijklmnopqrstuvwxyz .,;\n".repeat(50_000));
        Map<String, String> messages = new LinkedHashMap<>();
        bodies.forEach((kind, body) -> messages.put(kind, header(kind) + "\n" + body));
        return messages;
    }

    private static String header(String kind) {
        return "From: A Sender <you@eqmail.test>\nTo: box@far.test\nSubject: " + kind
                + "\nDate: Mon, 02 Mar 2026 10:00:00 +0000\nMessage-ID: <" + kind + "@client.test>\n";
    }

    /** The kinds that {@code messages} carry byte for byte, each as often as it is there. */
    static List<String> carried(List<String> messages) {
        Map<String, String> specimens = all();
        return messages.stream()
                .flatMap(m -> specimens.keySet().stream().filter(kind -> endsWith(m, specimens.get(kind))))
                .toList();
    }

    /** Servers put header fields before a message, and nothing after it. */
    private static boolean endsWith(String message, String specimen) {
        return message.endsWith("\n" + specimen);
    }
}
