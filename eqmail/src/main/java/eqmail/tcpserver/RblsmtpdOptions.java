package eqmail.tcpserver;

import eqmail.bytes.Getopt;
import eqmail.bytes.Scan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The command line of rblsmtpd. */
final class RblsmtpdOptions {
    static final String USAGE =
            "usage: rblsmtpd [ -bBcCW ] [ -t seconds ] [ -r base ] [ -a base ] [ -w seconds ]" + " program [ arg ... ]";

    private static final String LETTERS = "bBcCWt:r:a:w:";
    private static final int DEFAULT_SECONDS = 60;

    /**
     * A list to ask.
     *
     * @param base the domain below which it keeps its addresses
     * @param anti does it name those that shall never be blocked?
     */
    record Source(String base, boolean anti) {}

    final List<Source> sources = new ArrayList<>();
    boolean permanent;
    boolean failClosed;
    int seconds = DEFAULT_SECONDS;
    int greetDelay;
    List<String> command = List.of();

    private boolean wrong;

    private RblsmtpdOptions() {}

    /** The options that {@code args} hold, null if they cannot be understood. */
    static @Nullable RblsmtpdOptions parse(List<String> args, Map<String, String> environment) {
        RblsmtpdOptions options = new RblsmtpdOptions();
        Getopt getopt = new Getopt(args, LETTERS);
        for (Character letter = getopt.next(); letter != null; letter = getopt.next()) {
            options.take(letter, getopt.value(), environment);
        }
        options.command = getopt.rest();
        return options.wrong || options.command.isEmpty() ? null : options;
    }

    private void take(char letter, String value, Map<String, String> environment) {
        switch (letter) {
            case 'b', 'B' -> permanent = letter == 'b';
            case 'c', 'C' -> failClosed = letter == 'c';
            case 'r' -> sources.add(new Source(value, false));
            case 'a' -> sources.add(new Source(value, true));
            case 't' -> seconds = Math.max(1, number(value));
            case 'w' -> greetDelay = number(value);
            // A variable that rules set for some clients only: without it, or with nonsense in it, no delay.
            case 'W' ->
                greetDelay = (int) Math.min(
                        Integer.MAX_VALUE,
                        Scan.number(environment.getOrDefault("GREETDELAY", "")).orElse(0));
            default -> wrong = true;
        }
    }

    private int number(String text) {
        if (text.isEmpty() || text.length() > 9 || Scan.digits(text, 0) < text.length()) {
            wrong = true;
            return 0;
        }
        return (int) Scan.value(text, 0, text.length());
    }
}
