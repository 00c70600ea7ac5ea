package eqmail.spp.stock;

import eqmail.control.ControlException;
import eqmail.spp.StockPlugin;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All plug-ins that come with the server, by what follows {@link StockPlugin#COMMAND_PREFIX} in their commands' names. */
public final class StockPlugins {
    private static final List<String> NAMES =
            List.of("dnsbl", "greetdelay", "greylist", "helocheck", "mfcheck", "ratelimit", "rcptcheck", "spf");

    private StockPlugins() {}

    /** Their names, sorted. */
    public static List<String> names() {
        return NAMES;
    }

    /** One of each, for the life of a server. Nothing is loaded, read or opened before the first event of each. */
    public static Map<String, StockPlugin> all(Surroundings around) {
        Map<String, StockPlugin> plugins = new HashMap<>();
        NAMES.forEach(name -> plugins.put(name, new Late(name, around)));
        return Map.copyOf(plugins);
    }

    /**
     * Reads the settings of the plug-in {@code name}, as its first event would.
     *
     * @throws ControlException if they cannot be used
     */
    public static void readSettings(String name, Surroundings around) throws ControlException {
        make(name, around).readSettings();
    }

    private static Configured make(String name, Surroundings around) {
        return switch (name) {
            case "dnsbl" -> new DnsLists(around);
            case "greetdelay" -> new GreetDelay(around);
            case "greylist" -> new Greylist(around);
            case "helocheck" -> new HeloCheck(around);
            case "mfcheck" -> new SenderCheck(around);
            case "ratelimit" -> new RateLimit(around);
            case "rcptcheck" -> new RecipientCheck(around);
            case "spf" -> new SpfPolicy(around);
            default -> throw new IllegalArgumentException("no plug-in " + name);
        };
    }

    /** A plug-in that begins to exist when it is asked: a command that asks none shall not pay for them. */
    private static final class Late implements StockPlugin {
        private final String name;
        private final Surroundings around;
        private volatile @Nullable StockPlugin made;

        Late(String name, Surroundings around) {
            this.name = name;
            this.around = around;
        }

        @Override
        public List<String> answer(Map<String, String> environment) throws IOException, InterruptedException {
            return plugin().answer(environment);
        }

        private StockPlugin plugin() {
            StockPlugin now = made;
            if (now == null) {
                synchronized (this) {
                    now = made;
                    if (now == null) {
                        now = make(name, around);
                        made = now;
                    }
                }
            }
            return now;
        }
    }
}
