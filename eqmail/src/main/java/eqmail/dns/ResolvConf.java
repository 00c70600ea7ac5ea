package eqmail.dns;

import eqmail.bytes.Latin1;
import eqmail.bytes.Scan;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/**
 * Which name servers to ask and how, from the system's resolv.conf(5). Read are {@code nameserver} lines (the first
 * three) and of {@code options} the words {@code timeout:N}, {@code attempts:N}, {@code rotate}, {@code edns0} and
 * {@code use-vc}; everything else is not for mail.
 *
 * @param servers in the order to ask them; never empty
 * @param timeout how long one server may take for one question
 * @param attempts how often the whole list is gone through
 * @param rotate begin each question with the next server
 * @param edns0 announce 1232 bytes instead of 512
 * @param tcp never UDP
 */
public record ResolvConf(
        List<InetSocketAddress> servers, Duration timeout, int attempts, boolean rotate, boolean edns0, boolean tcp) {
    /** Where the system keeps it. */
    public static final Path SYSTEM = Path.of("/etc/resolv.conf");

    private static final int PORT = 53;
    /** The C library asks no more, and more would only make a dead network slower. */
    private static final int MOST_SERVERS = 3;

    private static final int DEFAULT_TIMEOUT = 5;
    private static final int MOST_TIMEOUT = 30;
    private static final int DEFAULT_ATTEMPTS = 2;
    private static final int MOST_ATTEMPTS = 5;

    /** Copies the list. */
    public ResolvConf {
        servers = List.copyOf(servers);
    }

    /** One server, the defaults otherwise; for tests and tools. */
    public static ResolvConf of(InetSocketAddress server, Duration timeout, int attempts) {
        return new ResolvConf(List.of(server), timeout, attempts, false, false, false);
    }

    /** Reads {@code file}; a missing or unreadable one means a server on this host, as the C library has it. */
    public static ResolvConf read(Path file) {
        try {
            return parse(Latin1.string(Files.readAllBytes(file)));
        } catch (IOException absent) {
            return parse("");
        }
    }

    /** Reads the text of a file. */
    static ResolvConf parse(String text) {
        List<InetSocketAddress> servers = new ArrayList<>();
        Options options = new Options();
        text.lines().forEach(line -> {
            StringTokenizer words = new StringTokenizer(line);
            String first = words.hasMoreTokens() ? words.nextToken() : "";
            if (first.equals("nameserver") && words.hasMoreTokens() && servers.size() < MOST_SERVERS) {
                addServer(servers, words.nextToken());
            } else if (first.equals("options")) {
                while (words.hasMoreTokens()) {
                    options.take(words.nextToken());
                }
            }
        });
        if (servers.isEmpty()) {
            addServer(servers, "127.0.0.1");
        }
        Duration timeout = Duration.ofSeconds(options.timeout);
        return new ResolvConf(servers, timeout, options.attempts, options.rotate, options.edns, options.tcp);
    }

    private static void addServer(List<InetSocketAddress> servers, String address) {
        try {
            servers.add(new InetSocketAddress(InetAddress.ofLiteral(address), PORT));
        } catch (IllegalArgumentException noAddress) {
            // The C library ignores such a line too.
        }
    }

    private static final class Options {
        private int timeout = DEFAULT_TIMEOUT;
        private int attempts = DEFAULT_ATTEMPTS;
        private boolean rotate;
        private boolean edns;
        private boolean tcp;

        void take(String word) {
            switch (word) {
                case "rotate" -> rotate = true;
                case "edns0" -> edns = true;
                case "use-vc" -> tcp = true;
                default -> {
                    if (word.startsWith("timeout:")) {
                        timeout = number(word, MOST_TIMEOUT, timeout);
                    } else if (word.startsWith("attempts:")) {
                        attempts = number(word, MOST_ATTEMPTS, attempts);
                    }
                }
            }
        }

        private static int number(String word, int most, int absent) {
            long value = Scan.number(word.substring(word.indexOf(':') + 1)).orElse(absent);
            return (int) Math.clamp(value, 1L, most);
        }
    }
}
