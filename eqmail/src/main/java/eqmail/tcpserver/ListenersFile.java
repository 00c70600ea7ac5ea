package eqmail.tcpserver;

import eqmail.bytes.Scan;
import eqmail.control.Control;
import eqmail.control.ControlException;
import eqmail.net.IpText;
import eqmail.net.Network;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code control/listeners}: a line {@code role address:port [option ...]} for each socket, {@code #} begins a
 * comment line. Without the file: SMTP on port 25 of both families.
 */
public final class ListenersFile {
    /** The file, relative to the home. */
    public static final String FILE = "control/listeners";

    /** Every word that may stand first on a line, whether this server has a service for it or not. */
    static final Set<String> ROLES =
            Set.of("smtp", "submission", "smtps", "submissions", "pop3", "pop3s", "qmtp", "qmqp", "admin");

    /**
     * Sessions of a listener unless said otherwise. tcpserver's 40 was meant for a process each; a session here costs
     * some ten KB while it idles, so that even a thousand stay small.
     */
    static final int DEFAULT_SESSIONS = 1000;

    /** One address may have a quarter of all sessions, so that a single peer never shuts the others out. */
    static final int DEFAULT_SHARE = 4;

    /** Connections waiting for accept; the kernel lowers it to net.core.somaxconn. */
    static final int DEFAULT_BACKLOG = 1024;

    /** A listener with more sessions than this is a typing error. */
    static final int MOST_SESSIONS = 1_000_000;

    private static final String DEFAULT_LINE = "smtp :25";
    /** The rules of a listener that names none. */
    static final String DEFAULT_RULES = "control/tcprules";

    private ListenersFile() {}

    /**
     * All listeners of the home.
     *
     * @throws ControlException if the file cannot be read, or a line cannot be understood; the message names file, line
     *     and fault
     */
    public static List<ListenLine> read(Control control) throws ControlException {
        Optional<String> text = control.text(FILE);
        int sessions = Math.clamp(control.number("control/concurrencyincoming", DEFAULT_SESSIONS), 1, MOST_SESSIONS);
        if (text.isEmpty()) {
            return List.of(new Line(0, sessions).parse(DEFAULT_LINE));
        }
        List<ListenLine> lines = new ArrayList<>();
        String[] all = text.get().split("\n", -1);
        for (int i = 0; i < all.length; i++) {
            String line = all[i].strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                lines.add(new Line(i + 1, sessions).parse(line));
            }
        }
        return lines;
    }

    /** A fault in line {@code number}. */
    static ControlException fault(int number, String fault) {
        return new ControlException(FILE, number == 0 ? fault : "line " + number + ": " + fault);
    }

    /** One line while it is read. */
    private static final class Line {
        private final int number;
        private int sessions;
        private int perAddress = -1;
        private int backlog = DEFAULT_BACKLOG;
        private final List<Network> proxies = new ArrayList<>();
        private boolean lookup;
        private boolean paranoid;
        private boolean verbose;
        private Optional<String> localHost = Optional.empty();
        private String rules = DEFAULT_RULES;
        private final Map<String, String> environment = new HashMap<>();

        Line(int number, int sessions) {
            this.number = number;
            this.sessions = sessions;
        }

        ListenLine parse(String line) throws ControlException {
            String[] words = line.split("[ \t]+", -1);
            if (!ROLES.contains(words[0])) {
                throw fault(number, "unknown role " + words[0]);
            }
            if (words.length < 2) {
                throw fault(number, "no address:port");
            }
            int colon = words[1].lastIndexOf(':');
            if (colon < 0) {
                throw fault(number, "no port in " + words[1]);
            }
            Optional<InetAddress> address = address(words[1].substring(0, colon));
            int port = number(words[1].substring(colon + 1), 0, 65535, "port");
            for (int i = 2; i < words.length; i++) {
                option(words[i]);
            }
            int each = perAddress < 0 ? Math.max(1, sessions / DEFAULT_SHARE) : perAddress;
            ListenLine.Limits limits = new ListenLine.Limits(sessions, each, backlog);
            return new ListenLine(
                    number,
                    words[0],
                    address,
                    port,
                    limits,
                    proxies,
                    lookup,
                    paranoid,
                    verbose,
                    localHost,
                    rules,
                    environment);
        }

        private Optional<InetAddress> address(String text) throws ControlException {
            if (text.isEmpty() || text.equals("*")) {
                return Optional.empty();
            }
            boolean bracketed = text.startsWith("[") && text.endsWith("]");
            if (!bracketed && text.indexOf(':') >= 0) {
                throw fault(number, "an IPv6 address needs brackets: " + text);
            }
            Optional<InetAddress> address = IpText.parse(bracketed ? text.substring(1, text.length() - 1) : text);
            if (address.isEmpty()) {
                throw fault(number, "not an address: " + text);
            }
            return address;
        }

        private void option(String word) throws ControlException {
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            String value = equals < 0 ? "" : word.substring(equals + 1);
            if (equals > 0 && isVariable(name)) {
                environment.put(name, value);
                return;
            }
            switch (equals < 0 ? name : name + "=") {
                case "concurrency=" -> sessions = number(value, 1, MOST_SESSIONS, name);
                case "perip=" -> perAddress = number(value, 1, MOST_SESSIONS, name);
                case "backlog=" -> backlog = number(value, 1, 65535, name);
                case "proxy=" -> proxies(value);
                case "localname=" -> localHost = Optional.of(value);
                case "rules=" -> rules = file(value, name);
                case "lookup" -> lookup = true;
                case "verbose" -> verbose = true;
                case "paranoid" -> {
                    lookup = true;
                    paranoid = true;
                }
                default -> throw fault(number, "unknown option " + word);
            }
        }

        private String file(String value, String name) throws ControlException {
            if (value.isEmpty()) {
                throw fault(number, name + " names no file");
            }
            return value;
        }

        private void proxies(String value) throws ControlException {
            for (String each : value.split(",", -1)) {
                Optional<Network> network = Network.parse(each);
                if (network.isEmpty()) {
                    throw fault(number, "not an address or address/length: " + each);
                }
                proxies.add(network.get());
            }
        }

        private int number(String text, int least, int most, String what) throws ControlException {
            int digits = Scan.digits(text, 0);
            long value = digits == 0 || digits > 9 || digits < text.length() ? -1 : Scan.value(text, 0, digits);
            if (value < least || value > most) {
                throw fault(number, what + " must be a number from " + least + " to " + most + ": " + text);
            }
            return (int) value;
        }

        /** Variables are in capitals and options are not, so that a mistyped option is never taken for a variable. */
        private static boolean isVariable(String name) {
            return name.chars().allMatch(c -> (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_');
        }
    }
}
