package eqmail.tcpserver;

import eqmail.bytes.Getopt;
import eqmail.bytes.Scan;
import eqmail.posix.TcpListener;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The command line of tcpserver. */
final class TcpserverOptions {
    static final String USAGE = "usage: tcpserver [ -146UXpPhHrRoOdDqQv ] [ -c limit ] [ -x rules.cdb ] [ -B banner ]"
            + " [ -g gid ] [ -u uid ] [ -b backlog ] [ -l localname ] [ -t timeout ] [ -I interface ]"
            + " host port program [ arg ... ]";

    /** How much tcpserver says. */
    enum Talk {
        NOTHING,
        ERRORS,
        ALL
    }

    private static final String LETTERS = "146UXx:pPhHrRoOdDqQvc:B:g:u:b:l:t:I:";
    private static final int DEFAULT_LIMIT = 40;
    private static final int DEFAULT_BACKLOG = 20;
    private static final int DEFAULT_SECONDS = 26;

    Talk talk = Talk.ERRORS;
    int limit = DEFAULT_LIMIT;
    int backlog = DEFAULT_BACKLOG;
    int seconds = DEFAULT_SECONDS;
    boolean printAddress;
    TcpListener.Families families = TcpListener.Families.BOTH;
    boolean paranoid;
    boolean lookupRemote = true;
    boolean askIdent;
    boolean keepIpOptions;
    boolean delay = true;
    boolean goOnWithoutRules;
    Optional<String> rules = Optional.empty();
    Optional<String> banner = Optional.empty();
    Optional<String> localName = Optional.empty();
    Optional<String> link = Optional.empty();
    /** 0 for none. */
    int uid;
    /** 0 for none. */
    int gid;

    String host = "";
    String port = "";
    List<String> command = List.of();

    private boolean wrong;

    private TcpserverOptions() {}

    /** The options that {@code args} hold, null if they cannot be understood. */
    static @Nullable TcpserverOptions parse(List<String> args, Map<String, String> environment) {
        TcpserverOptions options = new TcpserverOptions();
        Getopt getopt = new Getopt(args, LETTERS);
        for (Character letter = getopt.next(); letter != null; letter = getopt.next()) {
            options.take(letter, getopt.value(), environment);
        }
        List<String> rest = getopt.rest();
        if (options.wrong || rest.size() < 3) {
            return null;
        }
        options.host = rest.get(0);
        options.port = rest.get(1);
        options.command = rest.subList(2, rest.size());
        return options;
    }

    private void take(char letter, String value, Map<String, String> environment) {
        switch (letter) {
            case '1' -> printAddress = true;
            case '4' -> families = TcpListener.Families.V4;
            case '6' -> families = TcpListener.Families.V6;
            case 'X' -> goOnWithoutRules = true;
            case 'p', 'P' -> paranoid = letter == 'p';
            case 'h', 'H' -> lookupRemote = letter == 'h';
            case 'r', 'R' -> askIdent = letter == 'r';
            case 'o', 'O' -> keepIpOptions = letter == 'o';
            case 'd', 'D' -> delay = letter == 'd';
            case 'q' -> talk = Talk.NOTHING;
            case 'Q' -> talk = Talk.ERRORS;
            case 'v' -> talk = Talk.ALL;
            case 'x' -> rules = Optional.of(value);
            case 'B' -> banner = Optional.of(value);
            case 'l' -> localName = Optional.of(value);
            case 'I' -> link = Optional.of(value);
            case 'c' -> limit = number(value, 1);
            case 'b' -> backlog = number(value, 1);
            case 't' -> seconds = number(value, 1);
            case 'u' -> uid = number(value, 0);
            case 'g' -> gid = number(value, 0);
            case 'U' -> {
                uid = number(environment.getOrDefault("UID", ""), 0);
                gid = number(environment.getOrDefault("GID", ""), 0);
            }
            default -> wrong = true;
        }
    }

    private int number(String text, int least) {
        OptionalLong value = Scan.number(text);
        boolean digitsOnly = !text.isEmpty() && Scan.digits(text, 0) == text.length() && text.length() < 10;
        if (!digitsOnly || value.orElse(-1) < least) {
            wrong = true;
            return least;
        }
        return (int) value.orElse(least);
    }
}
