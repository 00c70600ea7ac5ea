package eqmail.tcpserver;

import eqmail.bytes.Latin1;
import eqmail.bytes.Scan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Port numbers by name, as run scripts write them ({@code tcpserver ... 0 smtp qmail-smtpd}). */
final class Services {
    private static final Path TABLE = Path.of("/etc/services");

    /** The ports of mail, which a small system without the table knows too. */
    private static final Map<String, Integer> MAIL = Map.of(
            "smtp", 25,
            "pop3", 110,
            "pop-3", 110,
            "qmtp", 209,
            "smtps", 465,
            "submissions", 465,
            "submission", 587,
            "qmqp", 628,
            "pop3s", 995);

    private Services() {}

    /** The port that {@code text} says, as a number or by name; empty if it says none. */
    static OptionalInt port(String text) {
        int digits = Scan.digits(text, 0);
        if (digits > 0) {
            long port = digits == text.length() && digits < 6 ? Scan.value(text, 0, digits) : Integer.MAX_VALUE;
            return port > 65535 ? OptionalInt.empty() : OptionalInt.of((int) port);
        }
        return byName(text, table());
    }

    /** The TCP port of {@code name} in a table in the form of services(5), else that of mail. */
    static OptionalInt byName(String name, String table) {
        for (String line : table.split("\n", -1)) {
            int comment = line.indexOf('#');
            List<String> words = List.of(
                    (comment < 0 ? line : line.substring(0, comment)).trim().split("[ \t]+", -1));
            if (words.size() >= 2 && words.get(1).endsWith("/tcp") && words.contains(name)) {
                return port(words.get(1).substring(0, words.get(1).length() - 4));
            }
        }
        Integer known = MAIL.get(name);
        return known == null ? OptionalInt.empty() : OptionalInt.of(known);
    }

    private static String table() {
        try {
            return Latin1.string(Files.readAllBytes(TABLE));
        } catch (IOException missing) {
            return "";
        }
    }
}
